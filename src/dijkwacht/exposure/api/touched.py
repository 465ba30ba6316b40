"""Whom an advisory touches, over the API: for a desk, about its members."""

from uuid import UUID

from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.advisories.selectors.files import flaws_of
from dijkwacht.exposure.domain.touching import Touch
from dijkwacht.exposure.selectors import TouchedPage, touched_page
from dijkwacht.journal.services import log_looks
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.operation import Asking, Operation


def advisory_touches(asking: Asking, advisory: UUID, answer: str = "", changed: str = "") -> TouchedPage:
    """Return which members of your desk an advisory touches, which not, and about which nothing can be told yet.

    `answer`: only those that stand so; `changed` 1: only those that stand otherwise than a day ago.
    """
    _, flaws = flaws_of(asking.viewer, advisory)
    return _touched(asking, flaws, answer, changed=changed == "1", answered=False)


def flaw_touches(asking: Asking, flaw: str, answer: str = "", changed: str = "") -> TouchedPage:
    """Return which members of your desk a vulnerability touches, which not, and about which nothing can be told yet."""
    return _touched(asking, (flaw[:100].upper(),), answer, changed=changed == "1", answered=True)


def _touched(asking: Asking, flaws: tuple[str, ...], answer: str, *, changed: bool, answered: bool) -> TouchedPage:
    touch = Touch(answer) if answer in set(Touch) else None
    cert = desk_of(asking.viewer)
    if cert is None:
        raise NotFound
    page = touched_page(asking.viewer, cert, flaws, asking.at, touch=touch, changed=changed, answered=answered)
    looked_at = [one.organisation for one in page.members]
    log_looks(viewer=asking.viewer, organisations=looked_at, what="systems", at=asking.at)
    return page


OPERATIONS = (
    Operation("advisory_touches", "/advisories/{advisory}/touches", advisory_touches, pages=("advisory_touches",)),
    Operation("flaw_touches", "/flaws/{flaw}/touches", flaw_touches, pages=("flaw_touches",)),
)
