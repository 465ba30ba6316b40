"""From plain values to ODT, the second writer beside the typesetter: editable, with the same words and sources."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from odfdo import Cell, Document, DrawImage, Element, Frame, Header, HeaderRows, Link, Paragraph, Row, Span, Table

from dijkwacht.reporting.engine.odt_styles import (
    MIMETYPE,
    VERSION,
    font_faces,
    manifest_xml,
    meta_xml,
    plain,
    styles_xml,
)
from dijkwacht.reporting.engine.typesetter import picture_png

EPOCH = (1980, 1, 1, 0, 0, 0)
WIDTH_CM = 16.0
SVG, PNG = "Pictures/strip.svg", "Pictures/strip.png"


def write_odt(paper: Mapping[str, object], at: datetime) -> bytes:
    """Return the ODT of what `domain.paper.paper` gave; the same values and moment give the same bytes.

    Headings, title, table heads and footer are real styles; the strip lies inside as SVG, and as PNG for programs that
    cannot draw that, with its rows as alternative text and as a table. Words are data: nothing in them is markup.
    """
    document = Document("text")
    body = document.body
    body.clear()
    for element in (*_opening(paper), *_chapters(paper), *_strip(paper), *_closing(paper)):
        body.append(element)
    parts: dict[str, bytes] = {
        "content.xml": _content(document),
        "styles.xml": styles_xml(str(paper["language"]), str(paper["witness"]), str(paper["page"])),
        "meta.xml": meta_xml(paper, at),
    }
    if paper["strip"]:
        parts |= {SVG: str(paper["strip"]).encode(), PNG: picture_png(str(paper["strip"]))}
    return _zipped(parts)


def _opening(paper: Mapping[str, object]) -> list[Element]:
    found: list[Element] = [_paragraph(line, "Letterhead") for line in _listed(paper["letterhead"])]
    if paper["draft"]:
        found.append(_paragraph(paper["draft"], "Draft"))
    found.append(_paragraph(paper["title"], "Title"))
    for name, value in _listed(paper["facts"]):
        fact = Paragraph(style="Fact")
        fact.append(Span(plain(f"{name}:"), style="Strong"))
        fact.append_plain_text(plain(f" {value}"))
        found.append(fact)
    return found


def _chapters(paper: Mapping[str, object]) -> list[Element]:
    found: list[Element] = []
    for place, chapter in enumerate(_listed(paper["chapters"]), start=1):
        number = chapter["number"] or str(place)
        found.append(_heading(f"{number}. {chapter['heading']}"))
        for count, line in enumerate(chapter["lines"], start=1):
            paragraph = _paragraph(f"{number}.{count} {line['text']}", "Standard")
            if line["sources"]:
                paragraph.append_plain_text(" ")
                paragraph.append(Span(f"[{', '.join(line['sources'])}]", style="Number"))
            found.append(paragraph)
    return found


def _strip(paper: Mapping[str, object]) -> list[Element]:
    rows = [[plain(cell) for cell in row] for row in _listed(paper["strip_rows"])]
    if not rows:
        return []
    found: list[Element] = [_heading(paper["strip_title"])]
    if paper["strip"]:
        holder = Paragraph(style="Standard")
        described = "; ".join(": ".join(row) for row in rows)
        holder.append(_picture(str(paper["strip"]), plain(paper["strip_title"]), described))
        found.append(holder)
    return [*found, _table("Strip", [plain(head) for head in _listed(paper["strip_heads"])], rows)]


def _closing(paper: Mapping[str, object]) -> list[Element]:
    found: list[Element] = []
    if signed := _listed(paper["signed"]):
        found += [_heading(paper["signed_title"]), *(_paragraph(one, "Standard") for one in signed)]
    if sources := _listed(paper["sources"]):
        found.append(_heading(paper["sources_title"]))
        found += [_source(one) for one in sources]
    return found


def _source(one: Mapping[str, str]) -> Paragraph:
    paragraph = _paragraph(f"[{one['number']}] {one['text']}", "Source")
    if one["url"]:
        paragraph.append_plain_text(". ")
        paragraph.append(Link(url=plain(one["url"]), text=plain(one["url"])))
    return paragraph


def _heading(words: object) -> Header:
    header = Header(1, style="Heading_20_1")
    header.append_plain_text(plain(words))
    return header


def _paragraph(words: object, style: str) -> Paragraph:
    paragraph = Paragraph(style=style)
    paragraph.append_plain_text(plain(words))
    return paragraph


def _table(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(name)
    for _ in heads:
        table.append(Element.from_tag("table:table-column"))
    head = HeaderRows()
    head.append(_row(heads, "Cell_20_Head"))
    table.append(head)
    for row in rows:
        table.append(_row(row, "Cell"))
    return table


def _row(cells: Sequence[str], style: str) -> Row:
    row = Row()
    for words in cells:
        cell = Cell(cell_type="string")
        cell.append(_paragraph(words, style))
        row.append(cell)
    return row


def _picture(svg: str, title: str, described: str) -> Frame:
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    width, height = (float(size[1]), float(size[2])) if size else (4.0, 1.0)
    tall = f"{WIDTH_CM * height / width:.3f}cm"
    frame = Frame(name="Strip", style="Picture", size=(f"{WIDTH_CM:.3f}cm", tall), anchor_type="as-char")
    for part in (SVG, PNG):
        frame.append(DrawImage(part))
    for tag, words in (("svg:title", title), ("svg:desc", described)):
        element = Element.from_tag(tag)
        element.text = words
        frame.append(element)
    return frame


def _content(document: Document) -> bytes:
    content = document.content.serialize()
    text = re.sub(
        r"<office:font-face-decls>.*?</office:font-face-decls>", font_faces(), content.decode(), flags=re.DOTALL
    )
    return re.sub(r'office:version="[^"]*"', f'office:version="{VERSION}"', text, count=1).encode()


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as file:
        file.writestr(_entry("mimetype", ZIP_STORED), MIMETYPE.encode())
        for name, content in {**parts, "META-INF/manifest.xml": manifest_xml(parts)}.items():
            file.writestr(_entry(name, ZIP_DEFLATED), content)
    return target.getvalue()


def _entry(name: str, compress: int) -> ZipInfo:
    entry = ZipInfo(name, EPOCH)
    entry.compress_type, entry.create_system = compress, 3
    entry.external_attr = 0o644 << 16
    return entry


def _listed(value: object) -> list:  # type: ignore[type-arg]  # JSON values of domain.paper, checked by what reads them
    return list(value) if isinstance(value, list | tuple) else []
