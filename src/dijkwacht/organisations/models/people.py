"""Whom to reach, who stands in, and who may act: contact points hold personal data and can be emptied by law."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.organisations.domain.words import CarriedBy, Channel, ContactRole, DutyKind
from dijkwacht.organisations.models.account import Account
from dijkwacht.organisations.models.dated import WORD_LENGTH, Dated, DatedQuerySet, one_at_a_time, one_of
from dijkwacht.organisations.models.organisation import LINE_LENGTH, NAME_LENGTH, Organisation


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    """Contact points."""

    def standing(self) -> Self:
        """Return those that were not removed by law."""
        return self.filter(removed_at__isnull=True)


class ContactPoint(models.Model):
    """A way to reach somebody of an organisation by role and channel; `person` and `value` are personal data.

    `entries` are the journal's entries whose removable content speaks of it.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    role = models.CharField(max_length=WORD_LENGTH)
    channel = models.CharField(max_length=WORD_LENGTH)
    value = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    person = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    carried_by = models.CharField(max_length=WORD_LENGTH, default=CarriedBy.UNKNOWN)
    rank = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    entries = ArrayField(models.UUIDField(), default=list)
    version = models.PositiveIntegerField(default=1)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        """The database keeps that a removed contact point holds nothing personal and a standing one something."""

        constraints = [
            one_of("role", ContactRole, "organisations_contactpoint_role_exists"),
            one_of("channel", Channel, "organisations_contactpoint_channel_exists"),
            one_of("carried_by", CarriedBy, "organisations_contactpoint_carrier_exists"),
            models.CheckConstraint(
                condition=(models.Q(removed_at__isnull=True) & ~models.Q(value=""))
                | models.Q(removed_at__isnull=False, value="", person=""),
                name="organisations_contactpoint_removed_is_empty",
            ),
            models.UniqueConstraint(
                fields=["organisation", "role", "channel", "value"],
                condition=models.Q(removed_at__isnull=True),
                name="organisations_contactpoint_stands_once",
            ),
        ]

    def __str__(self) -> str:
        """Return role and channel, never the value."""
        return f"{self.role} by {self.channel}"


class Duty(Dated):
    """Who stands in for a role, on call or as deputy, from-until; several at once, asked by rank (S4.22)."""

    contact = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=WORD_LENGTH)
    kind = models.CharField(max_length=WORD_LENGTH)
    rank = models.PositiveSmallIntegerField(default=0)

    objects = DatedQuerySet["Duty"].as_manager()

    class Meta(Dated.Meta):
        """The temporal constraint: one contact point has one duty of a kind for a role at a time."""

        constraints = [
            *Dated.Meta.constraints,
            one_of("role", ContactRole, "organisations_duty_role_exists"),
            one_of("kind", DutyKind, "organisations_duty_kind_exists"),
            one_at_a_time("organisations_duty_one_at_a_time", "contact", "role", "kind"),
        ]


class RoleGiven(Dated):
    """An account holds a role at an organisation, from-until; the only source of rights."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=WORD_LENGTH)

    objects = DatedQuerySet["RoleGiven"].as_manager()

    class Meta(Dated.Meta):
        """The temporal constraint: a role is held once at a time."""

        constraints = [
            *Dated.Meta.constraints,
            one_of("role", Role, "organisations_rolegiven_role_exists"),
            one_at_a_time("organisations_rolegiven_one_at_a_time", "account", "organisation", "role"),
        ]
