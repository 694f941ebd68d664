"""The command line: each command is a thin module, imported only when it is called."""

INTERRUPTED = 130
"""The exit code of a run that Ctrl-C ended, as shells have it."""
