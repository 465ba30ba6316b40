from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from dijkwacht.kernel.identifiers import new_id


class AccountManager(BaseUserManager["Account"]):
    """Makes and finds accounts; an e-mail address is the same in any case."""

    def create_user(
        self, email: str, password: str | None = None, *, display_name: str = "", language: str = "nl"
    ) -> "Account":
        """Return a stored account; without `password` it can only sign in by other means."""
        account = self.model(email=email.strip().lower(), display_name=display_name, language=language)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account that signs in with `username`, its e-mail address in any case."""
        return self.get(email=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """A person who signs in. Rights never hang on the account itself but on the roles given to it, from-until."""

    class Language(models.TextChoices):
        """Languages of the screen."""

        DUTCH = "nl", "Nederlands"
        ENGLISH = "en", "English"

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=2, choices=Language, default=Language.DUTCH)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    password_given_at = models.DateTimeField(null=True)

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        """The database keeps one spelling of an address and the languages that exist."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="organisations_account_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["nl", "en"]), name="organisations_account_language_exists"
            ),
        ]

    def __str__(self) -> str:
        """Return the name to show, else the public id; never the address."""
        return self.display_name or str(self.public_id)
