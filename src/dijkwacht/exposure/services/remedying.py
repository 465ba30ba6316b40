"""An organisation says by hand how far a flaw is removed from one of its systems."""

from datetime import datetime
from uuid import UUID

from dijkwacht.exposure.domain.remedies import Remedy
from dijkwacht.exposure.models import AssetVerdict, RemedyStatement
from dijkwacht.exposure.services.writing import end, lasting_columns, one_at_a_time
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.selectors import constituency_of


@one_transaction
def state_remedy(  # noqa: PLR0913 - a statement has this many parts, all by keyword
    *,
    organisation: UUID,
    verdict: UUID,
    remedy: Remedy,
    actor: Actor,
    at: datetime,
    remark: str = "",
    label: Label = Label.AMBER,
) -> Entry:
    """Record how far the flaw of this verdict is removed, for its system; the statement outlives newer verdicts.

    `verdict` is the public id of a current answer of the organisation; raises NotFound for any other.
    """
    one_at_a_time((organisation,))
    rows = AssetVerdict.objects.of(organisation).with_id(verdict).filter(ended_at__isnull=True)
    about = rows.whole().first()
    if about is None:
        raise NotFound
    entry = append(
        kind="remedy.stated",
        actor=actor,
        payload={
            "asset": about.asset_name,
            "vulnerability": about.vulnerability,
            "remedy": remedy.value,
            "remark": remark,
        },
        label=label,
        owner=organisation,
        organisation=organisation,
        subject=about.vulnerability,
        constituency=constituency_of(organisation, at),
    )
    before = RemedyStatement.objects.filter(
        organisation=organisation, asset_name=about.asset_name, vulnerability=about.vulnerability
    )
    end(before, entry)
    RemedyStatement.objects.create(
        **lasting_columns(entry, organisation),
        asset_name=about.asset_name,
        vulnerability=about.vulnerability,
        remedy=remedy.value,
        remark=remark,
    )
    return entry
