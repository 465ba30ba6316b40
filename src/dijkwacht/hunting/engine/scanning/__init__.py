"""Searching bytes: databases of literals, logs block by block, files in windows."""
