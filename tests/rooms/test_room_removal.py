"""A kept file goes by law only when one person asked and another, freshly signed in, does it."""

import pytest
from django.urls import reverse

from dijkwacht.hunting.models import Custody, FileIndex, FoundSign, KeptFile, RemovalAsk
from dijkwacht.hunting.selectors.opening import Gone, kept_content
from dijkwacht.hunting.services.erasing import AlreadyAsked, approve_removal, ask_removal, decline_removal
from dijkwacht.journal.engine import store
from dijkwacht.journal.models import EntryRow
from dijkwacht.journal.selectors.backup import evidence_in_use, removals_recorded
from dijkwacht.journal.services.removing import NoGround, TwoPeople, replay_removal
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.services import create_account, give_role
from hostile_stage import sign_in
from hunting_evidence import local
from organisations_cast import ALWAYS, DESK_WORK
from response_cast import AT, scene
from room_cast import asked, done, keep, log, opened

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}
WORD = "Zo-lang-als-de-dijk-7"
LAW = "AVG art. 17"
FIRST, SECOND = (Actor(ActorKind.PERSON, "ciso", account=new_id()) for _ in range(2))


@pytest.fixture
def made():
    return scene()


@pytest.fixture
def file(made):
    return keep(made.response, b"a support bundle with names\n", "jan-jansen.tgz")


def pieces(file):
    return [piece for part in file.origin.parts.all() for piece in part.pieces]


def asks(file):
    ask_removal(actor=FIRST, file=file.public_id, ground=LAW, at=AT)


def test_what_two_remove_leaves_no_byte_key_or_name_and_a_restore_forgets_it_too(made, file, settings):
    held = pieces(file)
    asks(file)
    assert b"".join(kept_content(file)).startswith(b"a support")
    approve_removal(actor=SECOND, file=file.public_id, at=AT)
    row = KeptFile.objects.select_related("origin").get()
    with pytest.raises(Gone):
        b"".join(kept_content(row))
    assert (bytes(row.origin.wrapped), row.origin.name, FileIndex.objects.count()) == (b"", "-", 0)
    assert not any(store.place(settings.EVIDENCE_DIR, piece).exists() for piece in held)
    assert not set(held) & set(evidence_in_use())
    assert [line.deed for line in Custody.objects.order_by("pk")] == ["taken-in", "asked", "by-law"]
    entry = EntryRow.objects.get(kind="content.removed")
    (removal,) = removals_recorded()
    assert (removal.requested_by, removal.approved_by, removal.evidence) == (FIRST.account, SECOND.account, tuple(held))
    assert Custody.objects.get(deed="by-law").entry == entry.public_id
    assert not replay_removal(removal=removal)


def test_the_same_person_nobody_and_no_ground_remove_nothing(file):
    with pytest.raises(NotFound):
        approve_removal(actor=SECOND, file=file.public_id, at=AT)
    with pytest.raises(NoGround):
        ask_removal(actor=FIRST, file=file.public_id, ground=" ", at=AT)
    asks(file)
    with pytest.raises(AlreadyAsked):
        ask_removal(actor=SECOND, file=file.public_id, ground=LAW, at=AT)
    with pytest.raises(TwoPeople):
        approve_removal(actor=FIRST, file=file.public_id, at=AT)
    decline_removal(file=file.public_id, at=AT)
    with pytest.raises(NotFound):
        approve_removal(actor=SECOND, file=file.public_id, at=AT)
    assert b"".join(kept_content(file))


def test_lines_that_findings_quote_from_the_file_go_with_it(made):
    file = keep(made.response, log(signs=[(local(2020, 1, 11, 3, 4, 5), "/vpn/../vpns/cfg/smb.conf")]))
    opened(made)
    done(asked(made, "citrix-2019-19781"))
    assert all(one.line["text"] for one in FoundSign.objects.all())
    asks(file)
    approve_removal(actor=SECOND, file=file.public_id, at=AT)
    assert FoundSign.objects.exists()
    assert not any(one.line["text"] or one.line.get("before") for one in FoundSign.objects.all())


def signed_in(client, role, at):
    """Sign in by the page, with the password, as a person does."""
    email = f"{role}-fresh@accounts.example"
    account = create_account(email=email, password=WORD)
    give_role(account=account, organisation=at, role=role, period=ALWAYS, actor=DESK_WORK)
    answer = client.post(reverse("account_login"), {"login": email, "password": WORD})
    assert answer.status_code == 302
    return Account.objects.get(public_id=account)


def prove(client, removal):
    """Give the password once more where the page asks for it."""
    assert client.post(client.get(removal).url, {"password": WORD}).status_code == 302


def test_on_the_pages_the_second_signs_in_himself(made, file, client):
    sign_in(client, "ciso", made.cast.town)
    place = reverse("evidence_file", args=[file.public_id])
    assert client.post(reverse("ask_file_removal", args=[file.public_id]), {"ground": LAW}).status_code == 302
    assert LAW in client.get(place, headers=NL).content.decode()
    removal = reverse("file_removal", args=[file.public_id])
    client.logout()
    signed_in(client, "director", made.cast.town)
    unproven = client.get(removal)
    assert (unproven.status_code, "reauthenticate" in unproven.url) == (302, True)
    prove(client, removal)
    assert "voorgoed weg" in client.get(removal, headers=NL).content.decode()
    assert client.post(removal, {}, headers=NL).status_code == 422
    assert client.post(removal, {"sure": "on"}).status_code == 302
    assert KeptFile.objects.get().gone_at is not None
    assert RemovalAsk.objects.get().ended_at is not None


def test_who_asked_is_told_so_and_others_see_no_door(made, file, client):
    ciso = signed_in(client, "ciso", made.cast.town)
    client.post(reverse("ask_file_removal", args=[file.public_id]), {"ground": LAW})
    removal = reverse("file_removal", args=[file.public_id])
    prove(client, removal)
    assert "een ander moet zich aanmelden" in client.get(removal, headers=NL).content.decode()
    client.post(removal, {"sure": "on"})
    assert KeptFile.objects.get().gone_at is None
    assert RemovalAsk.objects.get().asked_by == ciso.public_id
    client.post(removal, {"decline": "1"})
    assert RemovalAsk.objects.get().ended_at is not None
    sign_in(client, "ict", made.cast.town)
    assert client.post(reverse("ask_file_removal", args=[file.public_id]), {"ground": LAW}).status_code == 404
