"""Closing and reopening: the gate with its reasons, who may decide, the order of things."""
