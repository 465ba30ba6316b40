from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.organisations.domain.words import PUBLIC_INSTITUTIONS, Nature, OrganisationKind
from dijkwacht.organisations.models.dated import WORD_LENGTH, one_of

NAME_LENGTH = 200
LINE_LENGTH = 300


class Sector(models.Model):
    """A sector with its norm and supervisor (S4.5); see domain.sectors."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=WORD_LENGTH, unique=True)
    name_nl = models.CharField(max_length=NAME_LENGTH)
    name_en = models.CharField(max_length=NAME_LENGTH)
    norm = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    supervisor_nl = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    supervisor_en = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    supervisor_short = models.CharField(max_length=WORD_LENGTH, blank=True, default="")
    source = models.CharField(max_length=LINE_LENGTH, blank=True, default="")

    def __str__(self) -> str:
        """Return the key."""
        return self.key


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, with the filter that says who may know of which."""

    def seen_by(self, viewer: Viewer) -> Self:
        """Return the organisations whose name and kind `viewer` may know; contacts are a separate question.

        Everybody knows the public institutions and what is recorded from public documents. Besides that: the own
        organisations, the members of one's desk (former ones too: the records of then still name them), the CERTs one
        belongs to, chain partners and suppliers of shared hosts one uses, and what a ground or consent names for the
        national desk.
        """
        own = viewer.organisations(*(role for role in Role if role is not Role.OPERATOR))
        desks = viewer.organisations(Role.DESK, Role.SHIFT_LEAD)
        seen = models.Q(nature=Nature.RECORDED) | models.Q(kinds__overlap=[str(kind) for kind in PUBLIC_INSTITUTIONS])
        # Subqueries, not joins: each is hashed once, and no organisation is found twice.
        if own:
            ours = Organisation.objects.filter(public_id__in=own)
            seen |= models.Q(public_id__in=own | viewer.memberships)
            seen |= models.Q(pk__in=ours.filter(links__isnull=False).values("links__partner"))
            seen |= models.Q(pk__in=ours.filter(hosts_used__isnull=False).values("hosts_used__host__operator"))
        if desks:
            teams = Organisation.objects.filter(public_id__in=desks)
            seen |= models.Q(pk__in=teams.filter(members__isnull=False).values("members__organisation"))
        if viewer.holds(Role.NATIONAL):
            seen |= models.Q(public_id__in=viewer.named_for_national)
        return self.filter(seen)


class Organisation(models.Model):
    """Municipality, hospital, ministry, supplier, CERT ...; several kinds at once, several locations (S0.18)."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    sort_key = models.CharField(max_length=LINE_LENGTH)
    search_key = models.CharField(max_length=LINE_LENGTH)
    kinds = ArrayField(models.CharField(max_length=WORD_LENGTH))
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, null=True, related_name="organisations")
    nature = models.CharField(max_length=WORD_LENGTH, default=Nature.ACTING)
    own_domain = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    zone = models.CharField(max_length=WORD_LENGTH, default="Europe/Amsterdam")
    source = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    visiting_address = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    postal_address = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    phone = models.CharField(max_length=WORD_LENGTH, blank=True, default="")
    email = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    website = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    vat_number = models.CharField(max_length=WORD_LENGTH, blank=True, default="")
    bank_account = models.CharField(max_length=WORD_LENGTH, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        """The database keeps that two organisations never answer to the same search."""

        constraints = [
            models.UniqueConstraint(fields=["search_key"], name="organisations_organisation_search_key_is_unique"),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(search_key="") & ~models.Q(sort_key=""),
                name="organisations_organisation_has_a_name",
            ),
            models.CheckConstraint(
                condition=models.Q(kinds__len__gt=0)
                & models.Q(kinds__contained_by=[str(kind) for kind in OrganisationKind]),
                name="organisations_organisation_kinds_exist",
            ),
            one_of("nature", Nature, "organisations_organisation_nature_exists"),
        ]
        indexes = [models.Index(fields=["sort_key", "id"], name="organisations_org_sorted")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Location(models.Model):
    """A place where an organisation works: a hospital in two towns has two (S0.18)."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="locations")
    name = models.CharField(max_length=NAME_LENGTH)
    place = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    sort_key = models.CharField(max_length=LINE_LENGTH)

    class Meta:
        """The database keeps that a location stands once per organisation."""

        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="organisations_location_name_is_unique")
        ]

    def __str__(self) -> str:
        """Return the name of the location."""
        return self.name
