"""`aiprd` and `python -m aiprd`."""

import atexit
import gc
import os
import sys
from collections.abc import Sequence

from aiprd.cli import INTERRUPTED


def main() -> None:
    """Runs the command line; whatever goes wrong inside is told in one line, never as a traceback."""
    _open_streams()
    if sys.flags.optimize > 1:
        _give_up("rules' pages are docstrings, which python -OO and PYTHONOPTIMIZE=2 take away; run it without")
    try:
        _end(_run(sys.argv[1:]))
    except KeyboardInterrupt:
        _give_up("interrupted", INTERRUPTED)
    except RecursionError:
        _give_up("the input is nested too deeply")
    except OSError as error:
        _give_up(f"{error.strerror or error}: {error.filename}" if error.filename else error.strerror or str(error))
    except Exception as error:  # noqa: BLE001 - the last line of defence
        _give_up(f"internal error ({type(error).__name__}: {error}); please report it with the file that caused it")


def _open_streams() -> None:
    """Sees that both outputs are there, and take any text: as UTF-8, except on a terminal that wants something else."""
    if sys.stdout is None or sys.stderr is None:  # closed by whoever started us
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the end
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _run(words: Sequence[str]) -> int:
    """The exit code. `aiprd lint PATH…` without options, as hooks call it, needs no parser of options: 25 ms less."""
    if words[:1] == ["lint"] and not any(word.startswith("-") for word in words[1:]) and not _completing():
        gc.disable()  # imports leave nothing behind, and looking for it takes 6 ms
        from aiprd.cli.request import Request, today
        from aiprd.cli.running import run

        return run(Request(today(), tuple(words[1:]) or (".",)))
    from aiprd.cli.group import called

    return called()


def _end(code: int) -> None:
    """Ends the process; where nothing waits for that, without taking everything apart first, which takes 13 ms."""
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:
            stream.flush()
    if atexit._ncallbacks() or sys.getprofile():  # noqa: SLF001 - nothing public tells
        sys.exit(code)
    os._exit(code)


def _completing() -> bool:
    """Whether a shell asks for what could follow."""
    return "_AIPRD_COMPLETE" in os.environ


def _give_up(message: str, code: int = 2) -> None:
    from aiprd.cli.saying import say

    say(message)
    sys.exit(code)


if __name__ == "__main__":
    main()
