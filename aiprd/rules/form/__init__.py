"""FORM: what goes wrong before anything can be judged."""

from aiprd.rules.form import shape, units

MODULES = (shape, units)
