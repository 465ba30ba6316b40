"""Pages of an organisation's systems, of names and products, of questions, and of the ranges a desk corrects."""

from dijkwacht.exposure.views.amending import amend
from dijkwacht.exposure.views.asking import exploited_flaws, remediation, who_is_hit
from dijkwacht.exposure.views.handing_in import configuration, hand_in, headings
from dijkwacht.exposure.views.naming import decide_name, known_products, names
from dijkwacht.exposure.views.sharing import answer_use, end_use, label_device, share_device, shared_devices
from dijkwacht.exposure.views.systems import declare, state_remedy, systems, systems_of
from dijkwacht.exposure.views.touched import advisory_touches, flaw_touches
from dijkwacht.exposure.views.why import why_verdict

__all__ = [
    "advisory_touches",
    "amend",
    "answer_use",
    "configuration",
    "decide_name",
    "declare",
    "end_use",
    "exploited_flaws",
    "flaw_touches",
    "hand_in",
    "headings",
    "known_products",
    "label_device",
    "names",
    "remediation",
    "share_device",
    "shared_devices",
    "state_remedy",
    "systems",
    "systems_of",
    "who_is_hit",
    "why_verdict",
]
