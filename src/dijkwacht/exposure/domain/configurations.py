"""What a device's own configuration says counts above what a list says of it."""

from collections.abc import Mapping

from dijkwacht.exposure.domain.conditions import Answer

CONFIGURATION = "ns.conf"


def facts_together(listed: Mapping[str, Answer], configured: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the facts of a list with those of the configuration over them; unknown never replaces an answer."""
    told = {name: answer for name, answer in configured.items() if answer is not Answer.UNKNOWN}
    return {**listed, **told}
