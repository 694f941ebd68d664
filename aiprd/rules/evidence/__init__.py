"""EVID: what a figure rests on, when somebody follows the reference (catalogue rows 141, 142, 151, 153, 159)."""

from aiprd.rules.evidence import measured, references

MODULES = (references, measured)
