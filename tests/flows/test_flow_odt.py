"""Every document of the demo as ODT: the words and sources of the PDF, from the same draft, by another writer."""

import re
import zipfile
from io import BytesIO

import pytest
from lxml import etree
from pypdf import PdfReader

from dijkwacht.disclosure.domain import Audience
from dijkwacht.kernel.actor import PUBLIC
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import read_moment
from dijkwacht.reporting.domain.answers import standard_answers
from dijkwacht.reporting.domain.draft import citations
from dijkwacht.reporting.domain.letter import council_letter
from dijkwacht.reporting.domain.letter_strip import paper_lanes
from dijkwacht.reporting.domain.paper import Envelope, paper
from dijkwacht.reporting.domain.status_statement import status_statement
from dijkwacht.reporting.domain.strip import strip_rows, strip_svg
from dijkwacht.reporting.engine.odt import write_odt
from dijkwacht.reporting.engine.typesetter import typeset
from dijkwacht.reporting.selectors import material_for

AT = read_moment("2025-12-01T12:00").earliest
WITNESS = "4711 · 00ff00ff"
WRITERS = {"letter": council_letter, "answers": standard_answers, "statement": status_statement}
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def papers(crisis, language):
    """Yield (name, values) of every document that the demo's responses can become."""
    for key, response in crisis.made.responses.items():
        material = material_for(PUBLIC, response, AT)
        for name, write in WRITERS.items():
            yield f"{key} {name}", values_of(material, write(material, Audience.PUBLIC), language)


def values_of(material, draft, language, *, picture=""):
    lanes, whole = paper_lanes(material, Audience.PUBLIC)
    svg = strip_svg(lanes, whole, Text("Tijdlijn", "Time line"), language, standalone=True) if picture else ""
    rows = tuple((row.lane, row.period, row.what) for row in strip_rows(lanes))
    envelope = Envelope(
        AT,
        2,
        (("", draft.name), ("Telefoon", "14 0000")),
        "de griffier",
        "per post",
        (Text("burgemeester", "mayor"),),
        WITNESS,
        True,
        str(svg),
        rows,
    )
    return paper(draft, citations(draft, material), envelope, language)


def parts(odt):
    with zipfile.ZipFile(BytesIO(odt)) as file:
        return {entry.filename: file.read(entry) for entry in file.infolist()}


def odt_words(odt):
    """Return the words of an ODT's body without any white space."""
    root = etree.fromstring(parts(odt)["content.xml"])
    return squeezed("".join(root.find(".//{*}text").itertext()))


def pdf_words(pdf, values):
    """Return the words of a PDF without white space, the foot of each page and the table's head on a next page."""
    foot = re.escape(squeezed(values["witness"] + values["page"])) + r"\d+/\d+"
    heads = squeezed("".join(values["strip_heads"]))
    pages = [squeezed(one.extract_text()) for one in PdfReader(BytesIO(pdf)).pages]
    assert all(re.search(foot, one) for one in pages)
    return "".join(re.sub(foot, "", one).removeprefix(heads) for one in pages)


def squeezed(words):
    return "".join(words.replace("\u00ad", "").split())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("crisis", ["citrix_2020", "citrix_2025"])
def test_every_document_says_in_odt_what_it_says_in_pdf(crisis, language, request):
    told = 0
    for name, values in papers(request.getfixturevalue(crisis), language):
        assert odt_words(write_odt(values, AT)) == pdf_words(typeset(values, AT), values), name
        told += 1
    assert told >= 6


def test_the_numbers_of_sources_stand_behind_the_sentences(citrix_2025):
    values = dict(papers(citrix_2025, "nl"))["om statement"]
    root = etree.fromstring(parts(write_odt(values, AT))["content.xml"])
    marks = ["".join(one.itertext()) for one in root.iter(f"{TEXT}span") if one.get(f"{TEXT}style-name") == "Number"]
    wanted = [line["sources"] for chapter in values["chapters"] for line in chapter["lines"] if line["sources"]]
    assert marks == [f"[{', '.join(numbers)}]" for numbers in wanted]
    assert len(values["sources"]) >= 3


def test_the_strip_lies_inside_with_words_beside_it_and_the_same_bytes_come_out_again(citrix_2025):
    at = read_moment("2025-09-26T00:00").earliest
    material = material_for(PUBLIC, citrix_2025.made.responses["om"], at, AsOf(known=at))
    values = values_of(material, status_statement(material), "nl", picture="yes")
    odt = write_odt(values, AT)
    assert odt == write_odt(values, AT)
    found = parts(odt)
    assert found["Pictures/strip.png"].startswith(b"\x89PNG")
    assert etree.fromstring(found["Pictures/strip.svg"]).tag.endswith("svg")
    frame = etree.fromstring(found["content.xml"]).find(".//{*}frame")
    assert "Primaire systemen" in frame.findtext("{*}desc")
    assert frame.findtext("{*}title") == "Tijdlijn"
    assert b"Hersteld" not in found["Pictures/strip.png"]
    assert PdfReader(BytesIO(typeset(values, AT))).metadata.title == values["title"]
