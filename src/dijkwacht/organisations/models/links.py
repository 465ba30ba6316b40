"""Who depends on whom: chain links between organisations and hosts that serve many of them."""

from django.db import models
from django.db.models.functions import Now

from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.domain.words import Direction, HostStanding
from dijkwacht.organisations.models.dated import WORD_LENGTH, Dated, DatedQuerySet, one_at_a_time, one_of
from dijkwacht.organisations.models.organisation import LINE_LENGTH, NAME_LENGTH, Organisation


class ChainLink(Dated):
    """An exchange of data between an organisation and a chain partner, from-until."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="links")
    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="links_as_partner")
    exchange = models.CharField(max_length=NAME_LENGTH)
    direction = models.CharField(max_length=WORD_LENGTH)
    data = models.CharField(max_length=LINE_LENGTH, blank=True, default="")

    objects = DatedQuerySet["ChainLink"].as_manager()

    class Meta(Dated.Meta):
        """The temporal constraint: one link of a name with a partner at a time."""

        constraints = [
            *Dated.Meta.constraints,
            one_of("direction", Direction, "organisations_chainlink_direction_exists"),
            models.CheckConstraint(
                condition=~models.Q(organisation=models.F("partner")), name="organisations_chainlink_has_two_parties"
            ),
            one_at_a_time("organisations_chainlink_one_at_a_time", "organisation", "partner", "exchange"),
        ]


class SharedHost(models.Model):
    """One system that serves many organisations, run by one of them or by a supplier.

    `name`: as the operator's own inventory calls the device. `label`: how far its users may pass on what they see of
    it; RED shows them nothing. `changed_at`: when that last changed.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    sort_key = models.CharField(max_length=LINE_LENGTH)
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hosts_run")
    about = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    label = models.CharField(max_length=WORD_LENGTH, default=Label.AMBER)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        """The database keeps that an operator's host stands once, under a label of the protocol."""

        constraints = [
            models.UniqueConstraint(fields=["operator", "name"], name="organisations_sharedhost_name_is_unique"),
            one_of("label", Label, "organisations_sharedhost_label_exists"),
        ]

    def __str__(self) -> str:
        """Return the name of the host."""
        return self.name


class SharedHostUse(Dated):
    """An organisation is served by a shared host, from-until; it counts once the organisation or a desk says so.

    `source`: where a desk has it from, "" for what the operator stated. `changed_at`: when the row last changed.
    """

    host = models.ForeignKey(SharedHost, on_delete=models.PROTECT, related_name="uses")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hosts_used")
    standing = models.CharField(max_length=WORD_LENGTH, default=HostStanding.CONFIRMED)
    source = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    changed_at = models.DateTimeField(db_default=Now())

    objects = DatedQuerySet["SharedHostUse"].as_manager()

    class Meta(Dated.Meta):
        """The temporal constraint: a host serves an organisation once at a time."""

        constraints = [
            *Dated.Meta.constraints,
            one_of("standing", HostStanding, "organisations_sharedhostuse_standing_exists"),
            one_at_a_time("organisations_sharedhostuse_one_at_a_time", "host", "organisation"),
        ]
