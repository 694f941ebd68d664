"""The language server: what `aiprd lint` knows, in an editor, while the PRD is being written."""
