"""Pages of an organisation's systems, and of the ranges a desk corrects."""

from dijkwacht.exposure.views.amending import amend
from dijkwacht.exposure.views.naming import decide_name, known_products, names
from dijkwacht.exposure.views.systems import declare, hand_in, systems, systems_of

__all__ = ["amend", "decide_name", "declare", "hand_in", "known_products", "names", "systems", "systems_of"]
