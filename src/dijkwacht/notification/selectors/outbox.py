"""How the outbox stands, counted over all organisations: for whoever runs the instance, without a name."""

from collections.abc import Mapping

from django.db.models import Count

from dijkwacht.notification.domain.receipts import Delivery
from dijkwacht.notification.models import NoticeRow


def mails_by_delivery() -> Mapping[str, int]:
    """Return how many notices stand as waiting, handed-over and failed."""
    rows = NoticeRow.objects.values_list("delivery").annotate(count=Count("pk")).order_by()
    return {delivery.value: 0 for delivery in Delivery} | {str(delivery): count for delivery, count in rows}
