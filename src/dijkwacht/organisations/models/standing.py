"""How organisations stand to each other by membership, law and consent, each from-until."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from dijkwacht.organisations.domain.words import ConsentTo, Data
from dijkwacht.organisations.models.dated import WORD_LENGTH, Dated, DatedQuerySet, one_at_a_time, one_of
from dijkwacht.organisations.models.organisation import LINE_LENGTH, Organisation


class Membership(Dated):
    """An organisation takes part in a sector CERT's constituency: one at a time, as every record names one (S4.20)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    cert = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")

    objects = DatedQuerySet["Membership"].as_manager()

    class Meta(Dated.Meta):
        """The temporal constraint: never two constituencies at the same moment."""

        constraints = [
            *Dated.Meta.constraints,
            one_at_a_time("organisations_membership_one_at_a_time", "organisation"),
            models.CheckConstraint(
                condition=~models.Q(organisation=models.F("cert")), name="organisations_membership_not_of_itself"
            ),
        ]


class LegalGround(Dated):
    """Law and article that let one organisation give another certain data, one way (S4.26)."""

    law = models.CharField(max_length=LINE_LENGTH)
    article = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    reference = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    url = models.CharField(max_length=LINE_LENGTH, blank=True, default="")
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grounds_to_give")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grounds_to_receive")
    data = ArrayField(models.CharField(max_length=WORD_LENGTH))

    objects = DatedQuerySet["LegalGround"].as_manager()

    class Meta(Dated.Meta):
        """The database keeps that a ground names a law, data, and two parties."""

        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(law=""), name="organisations_legalground_names_a_law"),
            models.CheckConstraint(
                condition=models.Q(data__len__gt=0) & models.Q(data__contained_by=[str(word) for word in Data]),
                name="organisations_legalground_data_exist",
            ),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("receiver")), name="organisations_legalground_has_two_parties"
            ),
        ]


class Consent(Dated):
    """An organisation lets its name be shown to a desk or the public (S0.14), or its evidence go to a partner."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="consents")
    to = models.CharField(max_length=WORD_LENGTH)

    objects = DatedQuerySet["Consent"].as_manager()

    class Meta(Dated.Meta):
        """The temporal constraint: one consent to the same at a time."""

        constraints = [
            *Dated.Meta.constraints,
            one_of("to", ConsentTo, "organisations_consent_to_exists"),
            one_at_a_time("organisations_consent_one_at_a_time", "organisation", "to"),
        ]
