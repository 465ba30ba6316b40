"""The room over the API: advice itself, and how an organisation deals with it."""

from dijkwacht.advisories.api import advice, dealing

OPERATIONS = (*advice.OPERATIONS, *dealing.OPERATIONS)
