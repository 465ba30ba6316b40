"""Questions to chain partners: the one thing of a response that somebody outside it answers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dijkwacht.disclosure.domain import Category
from dijkwacht.disclosure.selectors import shown
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label

NAME, WORD = 500, 20


class LinkRequests(models.QuerySet["LinkRequest"]):
    """Filters over questions to partners."""

    def visible_to(self, viewer: Viewer) -> "LinkRequests":
        """Keep those that the viewer's organisation asked, or was asked by name: a fact of category recovery."""
        return self.filter(shown(viewer, category=Category.RECOVERY))


class LinkRequest(models.Model):
    """A partner was asked whether a link may be used again, and what it said; `owner` asked, `partner` answers.

    It is what the partner may see of a response that is not its own; the entries say the same.
    """

    public_id = models.UUIDField(unique=True, default=new_id)
    response = models.UUIDField()
    owner = models.UUIDField()
    partner = models.UUIDField()
    partner_name = models.CharField(max_length=NAME)
    data = models.CharField(max_length=NAME, blank=True, default="")
    direction = models.CharField(max_length=WORD, blank=True, default="")
    asked_at = models.DateTimeField()
    agreed = models.BooleanField(null=True)
    tried = models.CharField(max_length=WORD, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    label = models.CharField(max_length=20, choices=[(label.value, label.value) for label in Label])
    constituency = models.UUIDField(null=True)
    recipients = ArrayField(models.UUIDField(), default=list)

    objects = LinkRequests.as_manager()

    class Meta:
        db_table = "recovery_link_request"
        constraints = [
            models.UniqueConstraint(
                fields=["response", "partner", "partner_name", "data"], name="recovery_link_request_once"
            ),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, answered_at__isnull=True)
                | Q(agreed__isnull=False, answered_at__isnull=False),
                name="recovery_link_request_answered_has_answer",
            ),
        ]
        indexes = [models.Index(fields=["partner"], name="recovery_link_request_partner")]

    def __str__(self) -> str:
        return f"{self.partner_name} {self.data}".strip()
