"""With which accounts one may act in the exercise; made only where the demonstration runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.errors import Refused
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.domain.period import read_period
from dijkwacht.organisations.services import AccountExists, account_named, create_account, give_role
from dijkwacht.web.demo.exercise_files import Exercise, objects, read_exercise
from dijkwacht.web.demo.exercise_register import LOADER, Cast

FOLDER = Path("demo/exercise")


class NoDemonstration(Refused):
    """Accounts with a known password are made only where the demonstration runs."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account that the login page names."""

    title: Text
    email: str


def accounts_of(exercise: Exercise) -> tuple[DemoAccount, ...]:
    """Return the accounts in the order of the file."""
    return tuple(
        DemoAccount(Text(str(item["title_nl"]), str(item["title_en"])), str(item["email"]))
        for item in objects(exercise.accounts["accounts"])
    )


def make_accounts(exercise: Exercise, cast: Cast, *, demo: bool) -> tuple[DemoAccount, ...]:
    """Make the accounts that are not there yet, with their roles. Raises NoDemonstration unless `demo`."""
    if not demo:
        raise NoDemonstration(remedy="start with `dijkwacht serve --demo`, or set DIJKWACHT_DEMO=1")
    since = read_period(str(exercise.register["since"]))
    for item in objects(exercise.accounts["accounts"]):
        email = str(item["email"])
        give_role(
            account=_account(email, str(exercise.accounts["password"]), str(item["title_nl"])),
            organisation=cast.named[str(item["at"])],
            role=Role(str(item["role"])),
            period=since,
            actor=LOADER,
        )
    return accounts_of(exercise)


def _account(email: str, password: str, name: str) -> UUID:
    try:
        return create_account(email=email, password=password, display_name=name)
    except AccountExists:
        return account_named(email)


def listed(exercise: Exercise) -> str:
    """Return the accounts as lines for people, with their password."""
    lines = [f"  {account.email:36} {account.title.nl}" for account in accounts_of(exercise)]
    return "\n".join([f"Accounts of the exercise, password {exercise.accounts['password']}:", *lines, ""])


@lru_cache(maxsize=1)
def shown() -> Mapping[str, object]:
    """Return what the login page shows: accounts and password where the demonstration runs, nothing elsewhere."""
    if not settings.DEMO or not FOLDER.is_dir():
        return {}
    exercise = read_exercise(FOLDER, timezone.now())
    return {"accounts": accounts_of(exercise), "password": exercise.accounts["password"]}
