"""The evidence room's locks: keys wrapped by keys, and evidence sealed in chunks. Without Django, without network."""
