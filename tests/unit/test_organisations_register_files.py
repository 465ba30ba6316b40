import json

import pytest

from dijkwacht.organisations.domain.words import CarriedBy, Channel, OrganisationKind
from dijkwacht.organisations.engine.register_files import (
    LARGEST,
    RegisterFaults,
    UnreadableRegister,
    csv_text,
    json_text,
    read_register,
)
from dijkwacht.organisations.engine.register_lines import CONTACT_FIELDS, ORGANISATION_FIELDS

HEAD = "name,kinds,locations,member_of,member_since\n"


def faults_of(text):
    with pytest.raises(RegisterFaults) as raised:
        read_register(text.encode())
    return [str(fault) for fault in raised.value.faults]


def test_a_line_becomes_an_organisation_with_kinds_locations_and_membership():
    (line,) = read_register(
        (HEAD + "Ziekenhuis Tweestroom,hospital;supplier,Noord;Zuid,Zorg-CERT,2019-05\n").encode()
    ).organisations

    assert line.place == "line 2"
    assert line.details.kinds == (OrganisationKind.HOSPITAL, OrganisationKind.SUPPLIER)
    assert line.details.locations == ("Noord", "Zuid")
    assert (line.membership.cert, line.membership.period.since.text()) == ("Zorg-CERT", "2019-05")


def test_dutch_headings_semicolons_and_windows_1252_are_understood():
    text = "naam;soorten;domein\nSúdermâr;municipality;sudermar.example\n"

    (line,) = read_register(text.encode("cp1252")).organisations

    assert (line.details.name, line.details.own_domain) == ("Súdermâr", "sudermar.example")


def test_contacts_have_a_header_of_their_own():
    text = (
        "organisation,role,channel,value,carried_by,confirmed\nWaterdam,ciso,phone,'+31 6 0000 0001,other,2020-01-02\n"
    )

    (line,) = read_register(text.encode()).contacts

    assert (line.organisation, line.details.channel, line.details.value) == (
        "Waterdam",
        Channel.PHONE,
        "+31 6 0000 0001",
    )
    assert line.details.carried_by is CarriedBy.OTHER


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,kinds,colour\nA,hospital,red\n", ["line 1", "unknown column 'colour'"]),
        ("name,sector\nA,health\n", ["line 1", "column 'kinds' is missing"]),
        ("name,name,kinds\nA,A,hospital\n", ["line 1", "stands there twice"]),
        (HEAD + "A,castle,,,\n", ["line 2, kinds", "'castle' is unknown", "hospital"]),
        (HEAD + "Aa,hospital,,C,2019-02-30\n", ["line 2, member_since", "2019-02-30"]),
        (HEAD + "Aa,hospital,,C,\n", ["line 2, member_since"]),
        (HEAD + "Aa,hospital,,,2019-01\n", ["line 2, member_of"]),
        (HEAD + "Aa,hospital,,,,x\n", ["line 2", "Too many cells"]),
        (HEAD + ",hospital,,,\n", ["line 2, name", "Nothing stands here"]),
        (HEAD + "--,hospital,,,\n", ["line 2, name", "is no name"]),
        (HEAD + "A" * 201 + ",hospital,,,\n", ["line 2, name", "at most 200"]),
        (HEAD + "'s-Dorp,hospital,,,\n\nS Dorp,hospital,,,\n", ["line 4", "the same as line 2"]),
        ("organisation,role,channel,value\nA,ciso,mail,nobody\n", ["line 2, value", "name@domain"]),
        ("organisation,role,channel,value,rank\nA,ciso,phone,1,-1\n", ["line 2, rank"]),
        ('{"organisations": [{"name": "A", "kinds": "hospital", "x": 1}]}', ["/organisations/0", "unknown field 'x'"]),
        ('{"organisations": [{"name": "A", "kinds": true}]}', ["/organisations/0/kinds"]),
        ('{"people": []}', ["/people", "unknown part"]),
    ],
)
def test_every_fault_says_where_and_what(text, said):
    (fault,) = faults_of(text)

    assert all(words.lower() in fault.lower() for words in said), fault


def test_all_faults_are_told_at_once():
    assert len(faults_of(HEAD + "A,castle,,,\nB,tower,,,\n")) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b",,,\n;;\n",
        b"{",
        b"[1]",
        b'{"organisations": 3}',
        b"a\x00b",
        b"[" * 100_000,
        b'"' + b"x" * 200_000,
    ],
    ids=["empty", "blank", "only separators", "truncated", "a list", "no list", "nul", "deep", "endless cell"],
)
def test_what_is_no_register_is_refused(content):
    with pytest.raises(UnreadableRegister):
        read_register(content)


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(UnreadableRegister, match="8 MiB"):
        read_register(b"x" * (LARGEST + 1))


@pytest.mark.parametrize("name", ["=1+1", "+Noord", "-Zuid", "@Oost", "'=West", "''+A", "'t Zand"])
def test_formulas_leave_as_text_and_come_back_unchanged(name):
    row = {"name": name, "kinds": "hospital"}

    text = csv_text(list(ORGANISATION_FIELDS), [row])

    assert "\n" + name not in text or name == "'t Zand"
    assert read_register(text.encode()).organisations[0].details.name == name


def test_json_comes_back_as_it_was_and_html_stays_text():
    organisation = {"name": "<b>Súdermâr</b>", "kinds": "hospital;supplier", "member_of": "", "locations": "A;B"}
    contact = dict.fromkeys(CONTACT_FIELDS, "") | {
        "organisation": "<b>Súdermâr</b>",
        "role": "ciso",
        "channel": "mail",
        "value": "a@b.example",
    }

    text = json_text([organisation], [contact])
    read = read_register(text.encode())

    assert json.loads(text)["organisations"] == [
        {"name": "<b>Súdermâr</b>", "kinds": "hospital;supplier", "locations": "A;B"}
    ]
    assert read.organisations[0].details.name == "<b>Súdermâr</b>"
    assert read.contacts[0].details.value == "a@b.example"
