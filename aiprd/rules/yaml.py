"""YAML: text that cannot be read, or not by all tools alike. The reader finds it; the pages are here."""

from aiprd.rule import rule


@rule("YAML001", severity="E/E/E", fixable=True)
def unreadable_bytes() -> None:
    """Bytes that are not text.

    A file saved in another encoding, or with control characters pasted into it, cannot be read by any tool alike.

    Bad:
        product:
          name: "Route␇r"  # <- control character
    Good:
        product:
          name: Router
    """


@rule("YAML002", severity="E/E/E", fixable=True)
def syntax_error() -> None:
    """Text that cannot be read as YAML.

    Tools differ in what they make of such a text, or refuse it whole.

    Where the slip is plain (a bracket or a quote that is never closed) the rest is read and checked too; otherwise
    nothing else is checked until it is mended.

    Bad:
        product:
          kinds: [ranking, generative  # <- never closed
          name: Router
    Good:
        product:
          kinds: [ranking, generative]
          name: Router
    """


@rule("YAML003", severity="E/E/E", fixable=True)
def unquoted_symbol() -> None:
    """A value that begins with a character YAML keeps for itself.

    YAML gives `>`, `%`, `@`, a back-tick, `*`, `&`, `!` and a second colon a meaning of their own; quotes take it away.

    The line is read as it was meant, and the rest of the document is checked too.

    Bad:
        metrics:
          relevance:
            launch: >= 70%  # <- which YAML keeps for itself
    Good:
        metrics:
          relevance:
            launch: ">= 70%"
            target: at least 80%
    """


@rule("YAML004", severity="E/E/E", fixable=True)
def tab_indent() -> None:
    """A tab that indents a line.

    YAML counts spaces only; how wide a tab is differs from editor to editor.

    Bad:
        product:
        ␉name: Router  # <- tab
    Good:
        product:
          name: Router
    """


@rule("YAML005", severity="E/E/E")
def duplicate_key() -> None:
    """A key that stands twice in one place.

    Most tools keep the last one and say nothing, so the first is lost.

    Bad:
        metrics:
          relevance:
            launch: 70%
            launch: 75%  # <- `launch`
    Good:
        metrics:
          relevance:
            launch: 70%
    """


@rule("YAML006", severity="E/E/E")
def several_documents() -> None:
    """A second document in one file.

    One file is one PRD; what stands after `---` is not read.

    Bad:
        aiprd: 1
        ---  # <- second document
        aiprd: 1
    Good:
        aiprd: 1
    """


@rule("YAML007", severity="E/E/E")
def too_much() -> None:
    """More than any PRD holds: megabytes, hundred levels, or aliases that multiply.

    Limits keep a hostile file from eating the machine that checks it.

    Limits: 16 MiB of text, a million lines, 100 levels, 100,000 keys and values, 2,000 of them in one list or group, 50,000
    through aliases, 1,000 waivers.

    Bad:
        x-deep: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]  # <- lists or groups
    Good:
        x-deep: [[[1]]]
    """


@rule("YAML008", severity="E/E/E")
def endless_alias() -> None:
    """An alias inside what it stands for.

    It would have to contain itself for ever.

    Bad:
        x-note: &note
          - *note  # <- would never end
    Good:
        x-note: &note
          - one
        x-again: *note
    """


@rule("YAML009", severity="I/I/I", fixable=True)
def read_differently() -> None:
    """A word that other YAML tools read as something else.

    aiprd reads YAML 1.2; tools on YAML 1.1 turn `no` into false and `12:30` into 750.

    Bad:
        x-window: 12:30  # <- 750
    Good:
        x-window: "12:30"
    """


@rule("YAML010", severity="E/E/E", fixable=True)
def unknown_tag() -> None:
    """A `!tag` that means nothing here.

    A PRD is plain text and numbers; tags are how other tools run code, and nothing in a PRD is run.

    Bad:
        x-note: !!python/object:os.system "ls"  # <- no such kind
    Good:
        x-note: a plain sentence
    """


@rule("YAML011", severity="E/E/E")
def empty_document() -> None:
    """A file with nothing in it but comments and space.

    Zero findings on an empty file would look like a pass.

    Bad:
        # to be written  # <- nothing
    Good:
        aiprd: 1
    """
