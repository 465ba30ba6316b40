"""The log formats: how each cuts and reads its lines, and what its time stamps say."""
