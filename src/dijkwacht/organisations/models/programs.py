"""Programs that act for an account: their tokens, and the answers kept for requests that are sent twice."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.operation import Scope
from dijkwacht.organisations.models.account import Account
from dijkwacht.organisations.models.organisation import NAME_LENGTH

DIGEST_LENGTH = 64
KEY_LENGTH = 200


class Token(models.Model):
    """A token of the API: only its SHA-256 is kept; it acts as its account, within its scopes, until it ends."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=NAME_LENGTH)
    digest = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    scopes = ArrayField(models.CharField(max_length=20))
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """The database keeps that a token can do something that exists, and that it ends."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(scopes__len__gt=0, scopes__contained_by=[str(scope) for scope in Scope]),
                name="organisations_token_scopes_exist",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("created_at")), name="organisations_token_ends"
            ),
        ]

    def __str__(self) -> str:
        """Return the public id."""
        return str(self.public_id)


class KeptAnswer(models.Model):
    """The answer to a write that carried an Idempotency-Key, written in the same transaction as what it did."""

    id = models.BigAutoField(primary_key=True)
    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="kept")
    key = models.CharField(max_length=KEY_LENGTH)
    request = models.CharField(max_length=DIGEST_LENGTH)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(default="")
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        """The database keeps one answer for each key of a token."""

        constraints = [models.UniqueConstraint(fields=["token", "key"], name="organisations_keptanswer_once")]

    def __str__(self) -> str:
        """Return the row's number: the key is the program's own."""
        return str(self.pk)
