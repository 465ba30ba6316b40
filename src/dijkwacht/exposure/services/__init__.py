"""Doors in: import inventories, declare use, run matching, amend ranges."""

from dijkwacht.exposure.services.amending import amend_range
from dijkwacht.exposure.services.declaring import declare_use
from dijkwacht.exposure.services.following import match_news
from dijkwacht.exposure.services.importing import Imported, import_inventory
from dijkwacht.exposure.services.matching import Ran, run_matching

__all__ = ["Imported", "Ran", "amend_range", "declare_use", "import_inventory", "match_news", "run_matching"]
