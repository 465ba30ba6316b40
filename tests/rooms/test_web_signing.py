"""Signing in when mail is dead: codes shown once, their use told, a second factor asked of who sees others."""

import json
import socket
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from dijkwacht.journal.engine.sealed_text import MARK
from dijkwacht.journal.selectors import entries
from dijkwacht.organisations.domain.code_words import WORDS, CodeWords, draw, worn
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.services import renew_password
from dijkwacht.web.environment import WrongSetting, whole
from organisations_cast import DESK_WORK, account_with, assemble, viewer

pytestmark = pytest.mark.django_db
sealing = import_module("dijkwacht.organisations.migrations.0012_post_seal_second_factors")
PASSWORD = "walk the dike at night"


@pytest.fixture
def cast():
    return assemble()


@pytest.fixture
def ciso(cast):
    row = Account.objects.get(public_id=account_with("ciso", cast.town, email="ciso@tweestroom.example"))
    row.set_password(PASSWORD)
    row.save()
    return row


def with_codes(row):
    """Give an account an authenticator app and recovery codes; return the codes."""
    TOTP.activate(row, generate_totp_secret())
    return RecoveryCodes.activate(row).get_unused_codes()


def sign_in(client, row, code=""):
    client.post(reverse("account_login"), {"login": row.email, "password": PASSWORD})
    return client.post(reverse("mfa_authenticate"), {"code": code}) if code else None


def signed_in(client):
    return "_auth_user_id" in client.session


def test_codes_are_shown_once(client, ciso):
    codes = with_codes(ciso)
    client.force_login(ciso, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    first = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert all(code in first for code in codes)
    assert not any(code in again for code in codes)
    assert client.get(reverse("mfa_download_recovery_codes")).status_code in {403, 404}


def test_seeds_lie_sealed_and_under_another_key_no_code_opens(client, ciso):
    secret = generate_totp_secret()
    TOTP.activate(ciso, secret)
    codes = RecoveryCodes.activate(ciso).get_unused_codes()
    lying = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in lying
    assert not any(code in lying for code in codes)
    with override_settings(SECRET_KEY="of another installation " * 3):
        client.post(reverse("account_login"), {"login": ciso.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert not signed_in(client)
    sign_in(client, ciso, codes[0])
    assert signed_in(client)


def test_seeds_of_an_earlier_release_are_sealed_once_and_their_codes_go_on_opening(client, ciso):
    codes = with_codes(ciso)
    for row in Authenticator.objects.all():
        open_seed = {name: decrypt(row.data[name]) for name in ("secret", "seed") if name in row.data}
        Authenticator.objects.filter(pk=row.pk).update(data={**row.data, **open_seed})
    assert MARK not in json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    for _ in range(2):
        sealing.seal(apps, None)
        lying = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
        assert [row[name].count(MARK) for row in lying for name in row if name in {"secret", "seed"}] == [1, 1]
    sign_in(client, ciso, codes[0])
    assert signed_in(client)


def test_a_code_opens_once_and_its_use_is_recorded_and_told_at_the_next_sign_in(client, cast, ciso):
    codes = with_codes(ciso)
    answer = sign_in(client, ciso, codes[0])
    assert signed_in(client)
    assert "streep hem door" in client.get(answer.url, follow=True).content.decode()
    used = entries(viewer("director", cast.town), kinds=["code.used"])
    assert [(entry.text("account"), entry.payload["left"]) for entry in used] == [(str(ciso.public_id), 9)]
    client.logout()
    sign_in(client, ciso, codes[0])
    assert not signed_in(client)
    client.logout()
    answer = sign_in(client, ciso, codes[1])
    told = client.get(answer.url, follow=True).content.decode()
    assert "met een afgedrukte herstelcode" in told
    client.logout()
    answer = sign_in(client, ciso, codes[2])
    assert client.get(answer.url, follow=True).content.decode().count("met een afgedrukte herstelcode") == 1


@pytest.fixture
def dead_mail():
    """A mail server that refuses every connection: a port at which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        smtp = "django.core.mail.backends.smtp.EmailBackend"
        with override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=taken.getsockname()[1]):
            yield


@pytest.mark.usefixtures("dead_mail")
def test_no_step_of_signing_in_or_recovery_needs_mail(client, ciso):
    codes = with_codes(ciso)
    sign_in(client, ciso, codes[0])
    assert signed_in(client)
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    fresh = {
        "oldpassword": PASSWORD,
        "password1": "another night on the dike",
        "password2": "another night on the dike",
    }
    assert client.post(reverse("account_change_password"), fresh).status_code == 302
    client.logout()
    answer = client.post(reverse("account_reset_password"), {"email": ciso.email}, follow=True)
    assert answer.status_code == 200
    assert "vraag uw desk telefonisch" in answer.content.decode()


def test_a_password_given_by_telephone_opens_and_the_old_one_no_more(client, ciso):
    fresh = renew_password(account=ciso.public_id, actor=DESK_WORK, at=timezone.now())
    sign_in(client, ciso)
    assert not signed_in(client)
    client.post(reverse("account_login"), {"login": ciso.email, "password": fresh})
    assert signed_in(client)


def test_a_password_that_somebody_said_opens_nothing_but_the_choice_of_ones_own(client, ciso):
    fresh = renew_password(account=ciso.public_id, actor=DESK_WORK, at=timezone.now())
    client.post(reverse("account_login"), {"login": ciso.email, "password": fresh})
    change = reverse("account_change_password")
    assert client.get(reverse("cases")).url == change
    assert client.get(change).status_code == 200
    own = "a stork on the church of Zuidwolde"
    client.post(change, {"oldpassword": fresh, "password1": own, "password2": own})
    assert client.get(reverse("cases")).status_code == 200


@pytest.mark.parametrize(
    ("role", "office", "asked"), [("desk", "town_cert", True), ("national", "national", True), ("ciso", "town", False)]
)
def test_who_sees_others_is_reminded_until_a_second_factor_is_there(client, cast, role, office, asked):
    row = Account.objects.get(public_id=account_with(role, getattr(cast, office)))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert ("met alleen een wachtwoord" in client.get("/casussen/").content.decode()) is asked
    TOTP.activate(row, generate_totp_secret())
    assert "met alleen een wachtwoord" not in client.get("/casussen/").content.decode()


@override_settings(SECOND_FACTOR="require")
def test_where_it_is_required_nothing_opens_without_it(client, cast):
    row = Account.objects.get(public_id=account_with("desk", cast.town_cert))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/casussen/").url == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    Authenticator.objects.create(user=row, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    assert client.get("/casussen/").status_code == 302
    TOTP.activate(row, generate_totp_secret())
    assert client.get("/casussen/").status_code == 200


def test_nobody_signs_up_by_any_door(client):
    for page in ("/accounts/signup/", "/accounts/3rdparty/signup/"):
        assert b'name="password1"' not in client.get(page, follow=True).content
    assert get_user_model().objects.count() == 0


@pytest.mark.parametrize(
    ("url", "parts", "tls"),
    [
        ("https://sso.example", {"DIJKWACHT_OIDC_CLIENT": "", "DIJKWACHT_OIDC_SECRET": "x"}, True),
        ("http://sso.example", {"DIJKWACHT_OIDC_CLIENT": "x", "DIJKWACHT_OIDC_SECRET": "x"}, True),
    ],
    ids=["by half", "in the open"],
)
def test_single_sign_on_by_half_or_in_the_open_stops_the_start(url, parts, tls):
    with pytest.raises(WrongSetting):
        whole(url, parts, tls=tls)


def test_single_sign_on_may_be_absent():
    whole("", {"DIJKWACHT_OIDC_CLIENT": ""}, tls=True)


def test_code_words_are_four_different_words_and_none_of_the_last():
    chosen = iter([WORDS[0], WORDS[0], WORDS[1], WORDS[2], WORDS[3]])
    desk, member = draw(lambda _left: next(chosen))
    assert (desk, member) == (f"{WORDS[0]} {WORDS[1]}", f"{WORDS[2]} {WORDS[3]}")
    assert len(set(WORDS)) == len(WORDS) > 100


def test_worn_words_are_those_of_ninety_days():
    since = datetime(2026, 3, 1, tzinfo=UTC)
    words = CodeWords("a b", "c d", since)
    assert [worn(words, since + timedelta(days=days)) for days in (89, 90)] == [False, True]
