"""An organisation says whether it runs a product; what it said before ends there and stays readable."""

from datetime import datetime
from uuid import UUID

from dijkwacht.exposure.domain.standing import Use
from dijkwacht.exposure.engine.products import Directory, own_id
from dijkwacht.exposure.models import UseDeclaration
from dijkwacht.exposure.services.writing import end, lasting_columns, one_at_a_time
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.selectors import constituency_of

NO_SOURCE = Source()


@one_transaction
def declare_use(  # noqa: PLR0913 - a declaration has this many parts, all by keyword
    *,
    organisation: UUID,
    product: str,
    use: Use,
    actor: Actor,
    at: datetime,
    remark: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    label: Label = Label.AMBER,
    case: UUID | None = None,
    response: UUID | None = None,
) -> Entry:
    """Record that the organisation uses the product or does not (S0.15, S1.2), and return the entry.

    With `case` and `response` the entry belongs to them too, and the cases room takes it in.
    """
    one_at_a_time((organisation,))
    entry = append(
        kind="use.declared",
        actor=actor,
        payload={"use": use.value, "product": product, "remark": remark},
        label=label,
        owner=organisation,
        organisation=organisation,
        case=case,
        response=response,
        subject=product,
        constituency=constituency_of(organisation, at),
        happened=happened,
        known=known,
        source=source,
    )
    product_id = product_id_of(product)
    end(UseDeclaration.objects.filter(organisation=organisation, product_id=product_id), entry)
    UseDeclaration.objects.create(
        **lasting_columns(entry, organisation),
        product=product,
        product_id=product_id,
        use=use.value,
        origin=entry.origin.value,
    )
    return entry


def product_id_of(product: str) -> str:
    """Return the id of the product that people call so."""
    return Directory().of_row("", product).product or own_id("", product)
