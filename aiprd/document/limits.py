"""How much of a document is read: no PRD comes near, and a hostile file gets no further."""

MAX_SIZE = 16 * 1024 * 1024
"""Bytes, or characters, of one document."""
MAX_LINES = 1_000_000
"""Lines of one document."""
MAX_DEPTH = 100
"""Lists and groups within each other."""
MAX_VALUES = 100_000
"""Keys and values written in one document."""
MAX_ENTRIES = 2000
"""Entries of one list or keys of one group that are kept: some rules compare each with each."""
MAX_KEY = 1024
"""Characters of a key; YAML itself has this limit for keys on one line."""
MAX_COPIES = 50_000
"""Keys and values that aliases repeat."""
MAX_DIGITS = 300
"""Characters of a number; what is longer stays text."""
MAX_REPAIRS = 25
"""Mistakes seen through in one document."""
MAX_REREAD = 8_000_000
"""Characters read anew, in all, because of repairs."""
MAX_FLAWS = 100
"""Flaws of one code that are told one by one."""
MAX_FINDINGS = 1000
"""Findings of one code that are told one by one."""
MAX_WORDS = 4000
"""Characters of a message; a fix that would be longer is not proposed."""
MAX_FIX = 2000
"""Characters of what a flaw proposes to write; what would be longer is not proposed."""
MAX_WAIVERS = 1000
"""Waivers of one document, comments among them."""
