"""ACCE: whether each criterion can be shown to hold, by whom and in time (catalogue section E)."""

from aiprd.rules.acceptance import checklist, samples, windows

MODULES = (checklist, samples, windows)
