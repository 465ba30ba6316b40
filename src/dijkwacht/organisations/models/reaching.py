"""What helps when nothing else works: code words, what its owners must be told, marks of how somebody signed in."""

from django.db import models

from dijkwacht.organisations.domain.words import SignInHow
from dijkwacht.organisations.models.account import Account
from dijkwacht.organisations.models.dated import WORD_LENGTH, Dated, DatedQuerySet, one_at_a_time, one_of
from dijkwacht.organisations.models.organisation import LINE_LENGTH, Organisation


class CodeWord(Dated):
    """Two pairs of words for the telephone between an organisation and its desk, from-until."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="code_words")
    desk_says = models.CharField(max_length=LINE_LENGTH)
    member_answers = models.CharField(max_length=LINE_LENGTH)

    objects = DatedQuerySet["CodeWord"].as_manager()

    class Meta(Dated.Meta):
        """The temporal constraint: one pair at a time."""

        constraints = [
            *Dated.Meta.constraints,
            one_at_a_time("organisations_codeword_one_at_a_time", "organisation"),
        ]


class Attention(models.Model):
    """An entry that the owners of an organisation are told of on every page until one of them acknowledges it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="attentions")
    entry = models.UUIDField(unique=True)
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.UUIDField(null=True)

    class Meta:
        """The database keeps that an acknowledgement has a person."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="organisations_attention_acknowledged_by_somebody",
            )
        ]

    def __str__(self) -> str:
        """Return which entry it is about."""
        return str(self.entry)


class SignInMark(models.Model):
    """That somebody signed in in a way its owner should hear of at the next sign-in."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_in_marks")
    how = models.CharField(max_length=WORD_LENGTH)
    at = models.DateTimeField()
    left = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        """The database keeps which ways there are."""

        constraints = [one_of("how", SignInHow, "organisations_signinmark_how_exists")]

    def __str__(self) -> str:
        """Return the way."""
        return self.how
