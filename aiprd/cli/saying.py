"""What is said on stderr: each message on one line, without anything that steers a terminal or a workflow."""

import sys
from contextlib import suppress


def say(message: str) -> None:
    """One line on stderr, whatever file names, arguments and documents put into the message."""
    from aiprd.reporters.text import printable

    for stream, text in ((sys.stdout, ""), (sys.stderr, f"aiprd: {printable(message)}\n")):
        with suppress(OSError):  # nobody reads any more, or the disk is full: the exit code tells
            stream.write(text)
            stream.flush()
