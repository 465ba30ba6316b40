"""The languages in which a hunt is told what to look for, each compiled to one question per record or file."""
