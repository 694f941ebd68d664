"""YAML text as plain data, with its comments and the place of every value; knows nothing of PRDs."""

from aiprd.document.reader import Comment, Document, Place, read

__all__ = ["Comment", "Document", "Place", "read"]
