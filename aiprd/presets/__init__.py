"""Standards to read a PRD by: which clauses it answers, where, and what is missing."""

FOLDER = "standards"
"""Where the data files ship; see `aiprd.resources`."""

STANDARDS = ("eu-ai-act", "nist-ai-rmf", "iso-42001", "owasp-llm", "fda-gmlp", "sre")
"""By the name `--preset` knows. The data is read only when one is asked for."""
