"""Hunting over the API: windows, hunts, the evidence room and its runs."""

from dijkwacht.hunting.api import hunts, room

OPERATIONS = (*hunts.OPERATIONS, *room.OPERATIONS)
