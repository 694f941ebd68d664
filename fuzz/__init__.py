"""Fuzzing: whatever comes in, aiprd answers with findings or one clear error, soon, and the same each time.

`python -m fuzz TARGET --seconds N` tries one target, guided by coverage where atheris is installed. `docs/reliability.md`
says what has been tried and found.
"""
