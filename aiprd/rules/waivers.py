"""WAIV: waivers that are wrong themselves. The engine finds them; the pages are here."""

from aiprd.rule import rule


@rule("WAIV001", severity="E/E/E")
def unexplained_waiver() -> None:
    """A waiver without a reason.

    A finding that is accepted in silence looks, a year later, like one nobody saw.

    Bad:
        waivers:
          - rule: FORM015  # <- gives no reason
            owner: A. Lee
    Bad:
        aiprd: 2  # aiprd: allow FORM015  # <- gives no reason
    Good:
        aiprd: 2  # aiprd: allow FORM015 because the new format is on trial
    """


@rule("WAIV002", severity="E/E/E")
def waiver_of_unknown_rule() -> None:
    """A waiver of a code that no rule has.

    It waives nothing, and the finding it was meant for stays.

    Bad:
        waivers:
          - rule: RISK999  # <- no rule has the code `RISK999`
            why: agreed with legal
    Good:
        waivers: []
    """


@rule("WAIV003", severity="W/W/W")
def idle_waiver() -> None:
    """A waiver that covers nothing.

    The finding was mended or has moved; the waiver would hide the next one.

    Bad:
        aiprd: 1
        waivers:
          - rule: FORM015  # <- covers nothing
            why: agreed with legal
    Good:
        aiprd: 2
        waivers:
          - rule: FORM015
            why: the new format is on trial
    """


@rule("WAIV004", severity="E/E/E")
def expired_waiver() -> None:
    """A waiver that has run out.

    It was agreed for a time, and the time is over; the finding counts again.

    Bad:
        aiprd: 2
        waivers:
          - rule: FORM015  # <- ran out on 2020-01-31
            why: the new format is on trial
            until: 2020-01-31
    Good:
        aiprd: 2
        waivers:
          - rule: FORM015
            why: the new format is on trial
            until: 2099-01-31
    """


@rule("WAIV005", severity="E/E/E")
def malformed_waiver() -> None:
    """A comment that begins like a waiver and is none.

    A typo must not turn into a waiver of everything, nor of nothing.

    Bad:
        aiprd: 2  # aiprd: ignore everything  # <- not understood
    Good:
        aiprd: 2  # aiprd: allow FORM015 because the new format is on trial
    """
