"""Doors in: import inventories, declare use, run matching, amend ranges, decide names."""

from dijkwacht.exposure.services.amending import amend_range
from dijkwacht.exposure.services.catching_up import compare_waiting
from dijkwacht.exposure.services.configuring import import_configuration
from dijkwacht.exposure.services.declaring import declare_use
from dijkwacht.exposure.services.following import match_news
from dijkwacht.exposure.services.headings import remember_headings
from dijkwacht.exposure.services.importing import Imported, import_inventory
from dijkwacht.exposure.services.matching import Ran, run_matching
from dijkwacht.exposure.services.naming import (
    decide_alias,
    import_vocabulary,
    merge_products,
    seed_products,
    split_product,
)
from dijkwacht.exposure.services.remedying import state_remedy
from dijkwacht.exposure.services.sharing import share_device

__all__ = [
    "Imported",
    "Ran",
    "amend_range",
    "compare_waiting",
    "decide_alias",
    "declare_use",
    "import_configuration",
    "import_inventory",
    "import_vocabulary",
    "match_news",
    "merge_products",
    "remember_headings",
    "run_matching",
    "seed_products",
    "share_device",
    "split_product",
    "state_remedy",
]
