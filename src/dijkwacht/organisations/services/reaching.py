"""Code words, what owners must be told, and marks of how somebody signed in."""

import secrets
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, ActorKind, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import minute
from dijkwacht.organisations.domain.code_words import CodeWords, draw, worn
from dijkwacht.organisations.domain.words import SignInHow
from dijkwacht.organisations.models import Account, Attention, CodeWord, Organisation, RoleGiven, SignInMark
from dijkwacht.organisations.services.writing import locked_organisation, record, refuse_recorded

ROTATION = Actor(ActorKind.MACHINE, "rotation")


@one_transaction
def ensure_code_words(*, organisation: UUID, at: datetime, actor: Actor = ROTATION) -> CodeWords:
    """Return the code words that hold at `at`; draws the first ones, and new ones for those that did their time.

    Raises NotFound, OnlyRecorded.
    """
    owner = locked_organisation(organisation)
    row = CodeWord.objects.at(at).filter(organisation=owner).first()
    if row is not None and not worn(words_of(row), at):
        return words_of(row)
    return rotate_code_words(organisation=organisation, at=at, actor=actor, why="scheduled")


@one_transaction
def rotate_code_words(*, organisation: UUID, at: datetime, actor: Actor, why: str = "asked") -> CodeWords:
    """Draw new code words from `at` on and return them; the words themselves never enter the journal.

    `why`: "scheduled", "asked" or "given-away" (somebody else knows them). Raises NotFound, OnlyRecorded.
    """
    owner = locked_organisation(organisation)
    refuse_recorded(owner)
    before = CodeWord.objects.at(at).filter(organisation=owner).first()
    desk_says, member_answers = draw(secrets.choice, words_of(before) if before else None)
    if before is not None:
        if before.during.lower == at:
            before.delete()
        else:
            before.during = (before.during.lower, at)
            before.save(update_fields=["during"])
    row = CodeWord(
        organisation=owner,
        desk_says=desk_says,
        member_answers=member_answers,
        during=(at, None),
    )
    row.save(force_insert=True)
    record(owner, kind="codeword.rotated", actor=actor, payload={"why": why}, label=Label.AMBER)
    return CodeWords(desk_says, member_answers, at)


def words_of(row: CodeWord) -> CodeWords:
    """Return the domain's value for a row."""
    return CodeWords(row.desk_says, row.member_answers, row.during.lower)


@one_transaction
def ask_attention(*, organisation: UUID, entry: UUID, at: datetime) -> None:
    """Tell the owners of an organisation of an entry, on every page, until one of them acknowledges it."""
    owner = locked_organisation(organisation)
    Attention.objects.get_or_create(entry=entry, defaults={"organisation": owner, "raised_at": at})


@one_transaction
def acknowledge(*, organisation: UUID, entry: UUID, by: Viewer, at: datetime) -> bool:
    """Record that an owner took note of an entry; say whether it still waited. Raises NotFound."""
    row = Attention.objects.select_for_update().filter(organisation__public_id=organisation, entry=entry).first()
    if row is None:
        raise NotFound
    if row.acknowledged_at is not None:
        return False
    row.acknowledged_at, row.acknowledged_by = at, by.account
    row.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return True


@one_transaction
def mark_sign_in(*, account: UUID, how: SignInHow, at: datetime, left: int) -> None:
    """Record that `account` signed in `how` at `at`, with `left` recovery codes over; `code.used` at its offices."""
    row = Account.objects.filter(public_id=account).first()
    if row is None:
        raise NotFound
    SignInMark.objects.create(account=row, how=how, at=at, left=left)
    for organisation in _offices_of(row, at):
        record(
            organisation,
            kind="code.used",
            actor=Actor(ActorKind.PERSON, "visitor", account),
            payload={"account": account, "left": left},
            label=Label.AMBER,
            happened=minute(at),
        )


@one_transaction
def marks_to_tell(*, account: UUID, at: datetime) -> tuple[tuple[datetime, int], ...]:
    """Return when the account signed in with a recovery code without its owner having been told, and codes left then.

    Whoever asks tells: each is returned once.
    """
    rows = list(
        SignInMark.objects.select_for_update()
        .filter(account__public_id=account, told_at__isnull=True, at__lt=at)
        .order_by("at", "pk")
    )
    SignInMark.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=at)
    return tuple((row.at, row.left) for row in rows)


@one_transaction
def renew_password(*, account: UUID, actor: Actor, at: datetime) -> str:
    """Give an account a new first password and return it, to be said by telephone: no mail is needed for it.

    Sessions of before end, since they hang on the password; a second factor stays. Whoever signs in with it is asked
    for one of their own before anything else. `password.renewed` stands with every organisation it holds a role at.
    Raises NotFound.
    """
    row = Account.objects.select_for_update().filter(public_id=account).first()
    if row is None:
        raise NotFound
    desk_says, member_answers = draw(secrets.choice)
    fresh = "-".join(f"{desk_says} {member_answers}".split()) + f"-{secrets.randbelow(9000) + 1000}"
    row.password = make_password(fresh)
    row.password_given_at = at
    row.save(update_fields=["password", "password_given_at"])
    for organisation in _offices_of(row, at):
        record(
            organisation,
            kind="password.renewed",
            actor=actor,
            payload={"account": account},
            label=Label.AMBER,
            happened=minute(at),
        )
    return fresh


def _offices_of(account: Account, at: datetime) -> list[Organisation]:
    given = RoleGiven.objects.at(at).filter(account=account).select_related("organisation").order_by("pk")
    return list({one.organisation.public_id: one.organisation for one in given}.values())
