import json

import pytest
from typer.testing import CliRunner

from dijkwacht.organisations.commands import NoDesk, NoSuchFile, app
from dijkwacht.organisations.models import Account, Organisation
from dijkwacht.organisations.services import AccountExists, NoSuchAccount
from organisations_cast import account_with, assemble, contact

pytestmark = pytest.mark.django_db


def run(*words):
    return CliRunner().invoke(app, list(words))


def test_the_register_goes_in_and_out_through_the_command_line(tmp_path):
    cast = assemble()
    contact(cast.town, "phone", "06 00000001")
    account_with("desk", cast.town_cert, email="desk@accounts.example")
    file = tmp_path / "register.csv"
    file.write_text("name,kinds,member_of,member_since\nDorp Zuid,municipality,Gemeentewacht,2020-01\n")

    first = run("import", str(file), "--account", "desk@accounts.example")
    again = run("import", str(file), "--account", "desk@accounts.example")
    out = run("export", "--account", "desk@accounts.example")

    assert (first.exit_code, again.exit_code, out.exit_code) == (0, 0, 0)
    assert "1 new, 0 changed, 0 the same" in first.stderr
    assert "0 new, 0 changed, 1 the same" in again.stderr
    document = json.loads(out.stdout)
    assert "Dorp Zuid" in [row["name"] for row in document["organisations"]]
    assert [row["value"] for row in document["contacts"]] == ["06 00000001"]


def test_an_empty_instance_begins_with_one_desk_that_can_sign_in_and_gives_the_rest(client):
    begun = run("begin", "Dijkwacht Zuid (verzonnen)", "desk@zuid.example")
    assert begun.exit_code == 0, begun.output
    password = begun.stdout.strip()
    account = Account.objects.get(email="desk@zuid.example")
    assert account.check_password(password)
    client.force_login(account)
    page = client.get("/deelnemers/")
    assert page.status_code == 200
    assert "Dijkwacht Zuid" in page.content.decode()
    again = run("begin", "Dijkwacht Zuid (verzonnen)", "desk@zuid.example")
    assert isinstance(again.exception, AccountExists)


def test_only_a_desk_takes_over_a_file_and_only_one_that_is_there(tmp_path):
    cast = assemble()
    account_with("ciso", cast.town, email="ciso@accounts.example")
    account_with("desk", cast.town_cert, email="desk@accounts.example")
    before = Organisation.objects.count()

    def error(account):
        return type(run("import", str(tmp_path / "absent.csv"), "--account", account).exception)

    assert error("ciso@accounts.example") is NoDesk
    assert error("nobody@accounts.example") is NoSuchAccount
    assert error("desk@accounts.example") is NoSuchFile
    assert Organisation.objects.count() == before


def test_an_export_gives_an_account_only_what_it_may_see():
    cast = assemble()
    contact(cast.town, "phone", "06 00000001")
    account_with("operator", cast.town, email="beheer@accounts.example")

    out = run("export", "--account", "beheer@accounts.example", "--part", "contacts")

    assert out.stdout.splitlines() == ["organisation,role,channel,value,person,carried_by,rank,confirmed"]
