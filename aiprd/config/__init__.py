"""What a team has agreed on: `.aiprd.yaml` or `[tool.aiprd]`, nearest upwards, and what is in force for a document."""

from aiprd.config.keys import Told
from aiprd.config.layers import Wrong
from aiprd.config.settings import Asked, Configuration, Settings

__all__ = ["Asked", "Configuration", "Settings", "Told", "Wrong"]
