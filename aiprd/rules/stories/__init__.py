"""STOR: user stories and the four parts an AI product adds to them (catalogue section D)."""

from aiprd.rules.stories.parts import (
    STORIES,
    STORY,
    story_bound_off_launch,
    story_fallback_in_prose,
    story_measured_otherwise,
    story_without_ai_parts,
)
from aiprd.rules.stories.wording import quality_without_number

__all__ = [
    "STORIES",
    "STORY",
    "quality_without_number",
    "story_bound_off_launch",
    "story_fallback_in_prose",
    "story_measured_otherwise",
    "story_without_ai_parts",
]
