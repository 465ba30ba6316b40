"""A configuration comes in by command and page as facts only: no secret of it in any table, file or log."""

import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from psycopg import sql
from test_exposure_pages import advise, hand_in, sign_in
from typer.testing import CliRunner

from dijkwacht.exposure.commands.inventories import app
from dijkwacht.exposure.engine.inventory import UnreadableInventory
from dijkwacht.exposure.engine.ns_conf import is_ns_conf
from dijkwacht.exposure.models import Asset, ImportedInventory
from dijkwacht.journal.models import QuarantineRow
from organisations_cast import account_with, assemble

pytestmark = pytest.mark.django_db
SECRET = "hunter2-Zee7Dijk"
CONF = f"""#NS14.1 Build 43.50
set ns config -IPAddress 192.0.2.10 -netmask 255.255.255.0
add system user nsroot {SECRET} -encrypted -hashmethod SHA512
add ssl certKey wildcard -cert "/nsconfig/ssl/{SECRET}.pem" -key "/nsconfig/ssl/{SECRET}.key"
add authentication ldapAction dc -serverIP 192.0.2.20 -ldapBindDnPassword {SECRET} -encrypted
add vpn vserver gw-{SECRET} SSL 0.0.0.0 443
""".encode()
COMMANDS = (
    b"add ns ip 192.0.2.10 255.255.255.0\nadd system user nsroot x -encrypted\nset ssl vserver gw -tls12 ENABLED\n"
)


@pytest.fixture
def cast():
    made = assemble()
    advise(made.town_cert)
    return made


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


def in_the_database():
    """Return every table in which a row, written out as text, holds the secret."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            asked = sql.SQL("SELECT count(*) FROM {} AS t WHERE t::text LIKE %s").format(sql.Identifier(table))
            cursor.execute(asked, [f"%{SECRET}%"])
            found += [table] if cursor.fetchone()[0] else []
    assert "exposure_asset" in tables
    return found


def in_files(folder):
    return [path.name for path in folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


def assert_nowhere(settings, told, output):
    assert in_the_database() == []
    assert in_files(settings.EVIDENCE_DIR) == []
    assert SECRET not in told.text
    assert SECRET not in output


def test_the_search_itself_finds_what_lies_there(cast, settings):
    store = settings.EVIDENCE_DIR / "probe"
    store.parent.mkdir(parents=True, exist_ok=True)
    store.write_text(SECRET)
    assert in_files(settings.EVIDENCE_DIR) == ["probe"]
    store.unlink()
    QuarantineRow.objects.create(
        digest="0" * 64, what="x", owner=cast.town, place="", message=SECRET, expected="", remedy=""
    )
    assert in_the_database() == ["journal_quarantine"]


def test_the_command_takes_a_configuration_in_as_facts(cast, settings, told, tmp_path, capfd):
    account_with("ict", cast.town, email="ict@accounts.example")
    file = tmp_path / "ns.conf"
    file.write_bytes(CONF)
    where = ["--organisation", "Súdwest-Tweestroom", "--account", "ict@accounts.example"]
    ran = CliRunner().invoke(app, ["add", str(file), *where, "--asset", "ns1"])
    assert ran.exit_code == 0, ran.output
    row = Asset.objects.get()
    assert (row.name, row.version, row.facts["gateway"], row.facts["saml"]) == ("ns1", "14.1-43.50", "yes", "no")
    assert "1 affected" in ran.output
    printed = capfd.readouterr()
    assert_nowhere(settings, told, ran.output + printed.out + printed.err)


def test_without_a_system_the_command_takes_nothing_in_and_says_what_lacks(cast, settings, told, tmp_path):
    account_with("ict", cast.town, email="ict@accounts.example")
    file = tmp_path / "device.txt"
    file.write_bytes(CONF)
    where = ["--organisation", "Súdwest-Tweestroom", "--account", "ict@accounts.example"]
    ran = CliRunner().invoke(app, ["add", str(file), *where])
    assert isinstance(ran.exception, UnreadableInventory)
    assert "--asset" in str(ran.exception)
    assert not ImportedInventory.objects.exists()
    assert_nowhere(settings, told, ran.output + str(ran.exception))


@pytest.mark.parametrize("name", ["ns.conf", "inventaris.csv", "lijst.json"])
def test_a_configuration_handed_in_as_an_inventory_is_refused_and_kept_nowhere(
    client, cast, settings, told, capfd, name
):
    sign_in(client, "ict", cast.town)
    answer = hand_in(client, cast.town, file=SimpleUploadedFile(name, CONF))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "this is a configuration" in html
    assert not QuarantineRow.objects.exists()
    printed = capfd.readouterr()
    assert_nowhere(settings, told, html + printed.out + printed.err)


def test_the_page_for_configurations_leaves_no_secret_either(client, cast, settings, told, capfd):
    sign_in(client, "ict", cast.town)
    where = reverse("hand_in_configuration", args=[cast.town])
    for content, status in ((CONF, 302), (CONF.replace(b"add ", b"was "), 302), (SECRET.encode(), 422)):
        answer = client.post(where, {"asset": "ns1", "file": SimpleUploadedFile("ns.conf", content)})
        assert answer.status_code == status
        printed = capfd.readouterr()
        assert_nowhere(settings, told, answer.content.decode() + printed.out + printed.err)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (CONF, True),
        (COMMANDS, True),
        (b"\xef\xbb\xbf#NS13.1 Build 59.19\n", True),
        (b"asset;vendor;product;version\nns1;Citrix;NetScaler ADC;14.1-43.50\n", False),
        (b'{"bomFormat": "CycloneDX"}', False),
        (b"add server room;Acme;Rack;1\n", False),
    ],
)
def test_a_configuration_is_known_by_its_commands(content, expected):
    assert is_ns_conf(content) is expected
