"""What following a finding's advice does to a document: edits that keep every other byte."""

from aiprd.fixing.edit import Edit, applied
from aiprd.fixing.plan import Kind, as_unknown, edits_of
from aiprd.fixing.rounds import Fixed, fixed
from aiprd.fixing.unified import diff

__all__ = ["Edit", "Fixed", "Kind", "applied", "as_unknown", "diff", "edits_of", "fixed"]
