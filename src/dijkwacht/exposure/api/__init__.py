"""The room over the API: systems and their answers, whom advice touches, and systems that serve many."""

from dijkwacht.exposure.api import sharing, systems, touched

OPERATIONS = (*systems.OPERATIONS, *touched.OPERATIONS, *sharing.OPERATIONS)
