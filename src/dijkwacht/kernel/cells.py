"""Texts for cells of a table that a spreadsheet may open: none is taken for a formula."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Return the text with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
