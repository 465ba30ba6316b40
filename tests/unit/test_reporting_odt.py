"""The ODT of a document: rules of the container, real styles, hostile words, the same bytes again."""

import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from lxml import etree
from odfdo import Document

from dijkwacht.reporting.engine.odt import write_odt
from dijkwacht.reporting.engine.odt_styles import MIMETYPE

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOSTILE = "<b>\"Polder\" & 'dam'</b> {{ 7*7 }}  =SOM(A1)\x00\x1b #let x ]]> <text:p/>"
SHOWN = HOSTILE.replace("\x00", "\ufffd").replace("\x1b", "\ufffd")
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 200"><title>t</title>'
    '<path d="M0 0H960V200H0Z" fill="#2a6339"/></svg>'
)
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"


def values(**more):
    """Return a paper as `domain.paper.paper` gives it, with all its parts filled."""
    return {
        "language": "nl",
        "title": "Raadsinformatiebrief Lek",
        "name": "Polderdam",
        "draft": "",
        "letterhead": ["Polderdam", "Telefoon: 14 0000"],
        "facts": [["Datum", "2 maart 2026"]],
        "chapters": [
            {"number": "", "heading": "Aanleiding", "lines": [{"text": "Er was een lek.", "sources": ["1", "2"]}]},
            {"number": "4a", "heading": "Vraag?", "lines": [{"text": "Antwoord.", "sources": []}]},
        ],
        "sources_title": "Bronnen",
        "sources": [{"number": "1", "text": "NCSC", "url": "https://ncsc.example/a?b=1&c=2"}],
        "signed_title": "Vastgesteld door",
        "signed": ["burgemeester"],
        "witness": "",
        "strip": SVG,
        "strip_title": "Tijdlijn",
        "strip_rows": [["Voordeur", "sinds 17 jan", "dicht"], ["Advies", "9 jan", "IBD"]],
        "strip_heads": ["Wat", "Wanneer", "Stand"],
        "page": "bladzijde",
        **more,
    }


def parts(odt):
    with zipfile.ZipFile(BytesIO(odt)) as file:
        return {entry.filename: file.read(entry) for entry in file.infolist()}


def test_the_container_keeps_the_rules():
    odt = write_odt(values(), AT)
    with zipfile.ZipFile(BytesIO(odt)) as file:
        first, *_ = listed = file.infolist()
        assert file.testzip() is None
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert odt[30:38] == b"mimetype"
    assert odt[38 : 38 + len(MIMETYPE)] == MIMETYPE.encode()
    assert {entry.date_time for entry in listed} == {(1980, 1, 1, 0, 0, 0)}
    manifest = etree.fromstring(parts(odt)["META-INF/manifest.xml"])
    named = {one.get("{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path") for one in manifest}
    assert named == {"/"} | set(parts(odt)) - {"mimetype", "META-INF/manifest.xml"}


def test_every_part_names_the_same_version_of_the_format():
    found = parts(write_odt(values(), AT))
    named = {
        etree.fromstring(found[name]).get("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}version")
        for name in ("content.xml", "styles.xml", "meta.xml")
    }
    manifest = etree.fromstring(found["META-INF/manifest.xml"])
    named.add(manifest.get("{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}version"))
    assert named == {"1.3"}


def test_the_same_values_give_the_same_bytes_and_another_word_other_bytes():
    assert write_odt(values(), AT) == write_odt(values(), AT)
    assert write_odt(values(), AT) != write_odt(values(title="Anders"), AT)


def test_headings_title_and_table_heads_are_real_and_every_style_that_is_used_exists():
    found = parts(write_odt(values(draft="CONCEPT"), AT))
    content, styles = etree.fromstring(found["content.xml"]), etree.fromstring(found["styles.xml"])
    heads = [(one.get(f"{TEXT}outline-level"), "".join(one.itertext())) for one in content.iter(f"{TEXT}h")]
    assert heads == [
        ("1", "1. Aanleiding"),
        ("1", "4a. Vraag?"),
        ("1", "Tijdlijn"),
        ("1", "Vastgesteld door"),
        ("1", "Bronnen"),
    ]
    rows = content.find(f".//{TABLE}table-header-rows")
    assert ["".join(cell.itertext()) for cell in rows.iter(f"{TABLE}table-cell")] == ["Wat", "Wanneer", "Stand"]
    known = {one.get(f"{STYLE}name") for one in styles.iter(f"{STYLE}style")}
    used = {one.get(f"{TEXT}style-name") for one in content.iter() if one.get(f"{TEXT}style-name")}
    assert used
    assert used <= known
    assert "Title" in used


@pytest.mark.parametrize(("language", "country"), [("nl", "NL"), ("en", "GB")])
def test_language_font_and_metadata_are_set(language, country):
    found = parts(write_odt(values(language=language), AT))
    text = etree.fromstring(found["styles.xml"]).find(f".//{STYLE}default-style/{STYLE}text-properties")
    assert (text.get(f"{FO}language"), text.get(f"{FO}country")) == (language, country)
    assert text.get(f"{STYLE}font-name") == "Atkinson Hyperlegible"
    assert b"Liberation Sans" in found["content.xml"]
    meta = "".join(etree.fromstring(found["meta.xml"]).itertext())
    for words in ("Raadsinformatiebrief Lek", "Polderdam", "2026-03-02T10:00:00", language):
        assert words in meta


def test_the_picture_is_named_drawn_twice_and_its_words_stand_beside_it():
    found = parts(write_odt(values(), AT))
    frame = etree.fromstring(found["content.xml"]).find(".//{*}frame")
    assert [one.get(f"{XLINK}href") for one in frame.findall("{*}image")] == [
        "Pictures/strip.svg",
        "Pictures/strip.png",
    ]
    assert frame.findtext("{*}title") == "Tijdlijn"
    assert frame.findtext("{*}desc") == "Voordeur: sinds 17 jan: dicht; Advies: 9 jan: IBD"
    assert found["Pictures/strip.png"].startswith(b"\x89PNG")
    assert "Pictures/strip.svg" not in parts(write_odt(values(strip=""), AT))


def test_hostile_words_stay_words_everywhere():
    line = {"text": HOSTILE, "sources": ["1"]}
    told = values(
        title=HOSTILE,
        name=HOSTILE,
        draft=HOSTILE,
        letterhead=[HOSTILE],
        facts=[[HOSTILE, HOSTILE]],
        chapters=[{"number": "", "heading": HOSTILE, "lines": [line]}],
        sources=[{"number": "1", "text": HOSTILE, "url": 'https://x.example/"><script>'}],
        signed=[HOSTILE],
        strip_rows=[[HOSTILE, HOSTILE, HOSTILE]],
        witness=HOSTILE,
    )
    found = parts(write_odt(told, AT))
    content = etree.fromstring(found["content.xml"])
    words = "".join("".join(content.itertext()).split())
    assert words.count("".join(SHOWN.split())) >= 9
    assert not content.findall(".//{*}script")
    assert b"<b>" not in found["content.xml"]
    for name in ("styles.xml", "meta.xml"):
        assert SHOWN.split("\ufffd")[0][:20] in "".join(etree.fromstring(found[name]).itertext())


def test_another_reader_opens_it():
    document = Document(BytesIO(write_odt(values(), AT)))
    assert "Er was een lek." in document.get_formatted_text()
    assert document.meta.title == "Raadsinformatiebrief Lek"


@pytest.mark.deep
def test_libreoffice_makes_a_pdf_of_it_with_the_same_words(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("needs LibreOffice (Debian: libreoffice-writer-nogui)")
    from pypdf import PdfReader  # noqa: PLC0415 - only where LibreOffice is there

    (tmp_path / "brief.odt").write_bytes(write_odt(values(), AT))
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    done = subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "brief.odt")],
        capture_output=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    words = "".join(page.extract_text() for page in PdfReader(tmp_path / "brief.pdf").pages)
    for wanted in ("Raadsinformatiebrief Lek", "Er was een lek.", "Wanneer", "Vastgesteld door", "ncsc.example"):
        assert "".join(wanted.split()) in "".join(words.split())
