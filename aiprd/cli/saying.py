"""What is said on stderr: each message on one line, without anything that steers a terminal or a workflow."""

import os
import sys
from contextlib import suppress
from typing import TextIO


def say(message: str) -> None:
    """One line on stderr, whatever file names, arguments and documents put into the message."""
    from aiprd.reporters.text import printable

    for stream, text in ((sys.stdout, ""), (sys.stderr, f"aiprd: {printable(message)}\n")):
        try:
            stream.write(text)
            stream.flush()
        except OSError:  # nobody reads any more, or the disk is full: the exit code tells
            _to_nowhere(stream)


def _to_nowhere(stream: TextIO) -> None:
    """Lets what is still to be written go nowhere, or Python would fail once more as it ends, with an exit code of its own."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
