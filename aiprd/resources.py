"""Finds what ships beside the code: schemas and templates, installed or in a checkout."""

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def folder(name: str) -> str:
    """The folder `name` inside the installed package, else at the root of a source checkout.

    The packaged one comes first: beside an installed package lie other projects' folders.
    """
    packaged = os.path.join(_PACKAGE, name)
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(_PACKAGE), name)


def text_of(name: str, file: str) -> str:
    """The text of a file that ships in the folder `name`."""
    with open(os.path.join(folder(name), file), encoding="utf-8") as opened:
        return opened.read()
