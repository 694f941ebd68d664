"""The linter for AI product requirements: reads, judges and renders PRDs written in YAML."""

__version__ = "0.1.0"
