"""File names of pages: readable where the PRD's own name allows, and safe on every disk and in every link."""

import re
from hashlib import sha256

FOLDER = "prds"
PAGE = re.compile(rf"{FOLDER}/[a-z0-9][a-z0-9._-]{{0,99}}\.html")
"""What a page's path looks like; nothing else is ever removed."""

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)*(?:\.prd)?\.yaml")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
_LONGEST = 60


class Names:
    """The pages' paths, no two the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, name: str) -> str:
        """The page of the PRD called `name`: `prds/team.athena.html` of `team/athena.prd.yaml`.

        A name that a link or a disk might not hold gets the letters it has in common with one, and a mark of its own.
        """
        stem = name.removesuffix(".yaml").removesuffix(".prd").replace("/", ".")
        usable = _PLAIN.fullmatch(name) and len(stem) <= _LONGEST and not _DEVICE.match(stem)
        if not usable or stem in self._taken:
            mark = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
            letters = re.sub("[^a-z0-9]+", "-", stem.lower())[:_LONGEST].strip("-")
            stem = f"{letters}-{mark}" if letters else f"prd-{mark}"
        self._taken.add(stem)
        return f"{FOLDER}/{stem}.html"
