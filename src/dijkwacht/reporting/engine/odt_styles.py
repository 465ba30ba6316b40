"""The parts of an ODT around its words: real styles, language, fonts with fallbacks, metadata, manifest."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape

from dijkwacht.kernel.window import ZONE

MIMETYPE = "application/vnd.oasis.opendocument.text"
VERSION = "1.3"
"""Of ODF; every part and the manifest must name the same, or an office program refuses the file."""
FONT = "Atkinson Hyperlegible"
FALLBACKS = f"'{FONT}', 'Liberation Sans', Arial, sans-serif"
COUNTRIES = {"nl": "NL", "en": "GB"}
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = {
    "office": f"{_OASIS}:office:1.0",
    "style": f"{_OASIS}:style:1.0",
    "text": f"{_OASIS}:text:1.0",
    "table": f"{_OASIS}:table:1.0",
    "draw": f"{_OASIS}:drawing:1.0",
    "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
    "svg": f"{_OASIS}:svg-compatible:1.0",
    "meta": f"{_OASIS}:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
_DECLARED = " ".join(f'xmlns:{name}="{address}"' for name, address in _SPACES.items())
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def plain(words: object) -> str:
    """Return words with letters that XML forbids made into the replacement character."""
    return _UNPRINTABLE.sub("\ufffd", str(words))


def _safe(words: object) -> str:
    return escape(plain(words))


def font_faces() -> str:
    """Return the declaration of the one family, with what stands in for it where it is not installed."""
    return (
        f'<office:font-face-decls><style:font-face style:name="{FONT}" svg:font-family="{_safe(FALLBACKS)}" '
        'style:font-family-generic="swiss" style:font-pitch="variable"/></office:font-face-decls>'
    )


def _paragraph(name: str, parent: str, paragraph: str, text: str, more: str = "") -> str:
    kind = f'style:parent-style-name="{parent}"' if parent else ""
    return (
        f'<style:style style:name="{name}" style:family="paragraph" {kind} {more}>'
        f"<style:paragraph-properties {paragraph}/><style:text-properties {text}/></style:style>"
    )


def _style(name: str, family: str, properties: str) -> str:
    inside = f"<style:{family}-properties {properties}/>"
    return f'<style:style style:name="{name}" style:family="{family}">{inside}</style:style>'


_STYLES = "".join(
    (
        _paragraph("Standard", "", 'fo:margin-bottom="0.2cm" fo:line-height="130%"', 'fo:font-size="10.5pt"'),
        _paragraph("Title", "Standard", 'fo:margin-bottom="0.4cm"', 'fo:font-size="17pt" fo:font-weight="bold"'),
        _paragraph(
            "Heading_20_1",
            "Standard",
            'fo:margin-top="0.6cm" fo:margin-bottom="0.25cm" fo:keep-with-next="always"',
            'fo:font-size="12pt" fo:font-weight="bold"',
            'style:display-name="Heading 1" style:default-outline-level="1" style:next-style-name="Standard"',
        ),
        _paragraph("Letterhead", "Standard", 'fo:margin-bottom="0cm"', 'fo:font-size="9pt"'),
        _paragraph("Draft", "Standard", 'fo:border="1pt solid #000000" fo:padding="0.2cm"', 'fo:font-weight="bold"'),
        _paragraph("Fact", "Standard", 'fo:margin-bottom="0.1cm"', ""),
        _paragraph("Source", "Standard", 'fo:margin-bottom="0.1cm"', 'fo:font-size="9pt"'),
        _paragraph("Cell", "Standard", 'fo:margin-bottom="0cm"', 'fo:font-size="9pt"'),
        _paragraph("Cell_20_Head", "Cell", "", 'fo:font-weight="bold"', 'style:display-name="Cell Head"'),
        _paragraph("Footer", "Standard", 'fo:margin-bottom="0cm"', 'fo:font-size="8pt"'),
        _style("Strong", "text", 'fo:font-weight="bold"'),
        _style("Number", "text", 'style:text-position="super 70%"'),
        _style("Picture", "graphic", 'text:anchor-type="as-char" style:vertical-pos="top"'),
    )
)


def styles_xml(language: str, witness: str, page: str) -> bytes:
    """Return styles.xml: every style by name, the page with its footer, the language of all text."""
    lang = "nl" if language.startswith("nl") else "en"
    default = (
        '<style:default-style style:family="paragraph"><style:paragraph-properties style:writing-mode="lr-tb"/>'
        f'<style:text-properties style:font-name="{FONT}" fo:font-size="10.5pt" fo:language="{lang}" '
        f'fo:country="{COUNTRIES[lang]}"/></style:default-style>'
    )
    layout = (
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" '
        'fo:margin-top="2.5cm" fo:margin-bottom="1.5cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm"/>'
        '<style:footer-style><style:header-footer-properties fo:min-height="1cm"/></style:footer-style>'
        "</style:page-layout>"
    )
    footer = (
        f'<style:footer><text:p text:style-name="Footer">{_safe(f"{witness} · " if witness else "")}{_safe(page)} '
        '<text:page-number text:select-page="current">1</text:page-number></text:p></style:footer>'
    )
    return (
        f'{_HEAD}<office:document-styles {_DECLARED} office:version="{VERSION}">{font_faces()}'
        f"<office:styles>{default}{_STYLES}</office:styles><office:automatic-styles>{layout}</office:automatic-styles>"
        f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">{footer}'
        "</style:master-page></office:master-styles></office:document-styles>"
    ).encode()


def meta_xml(paper: Mapping[str, object], at: datetime) -> bytes:
    """Return meta.xml: title, whose document it is, language, and the moment it was made; no program's clock."""
    made = at.astimezone(ZONE).replace(tzinfo=None, microsecond=0).isoformat()
    return (
        f'{_HEAD}<office:document-meta {_DECLARED} office:version="{VERSION}"><office:meta>'
        f"<meta:generator>Dijkwacht</meta:generator><dc:title>{_safe(paper['title'])}</dc:title>"
        f"<meta:initial-creator>{_safe(paper['name'])}</meta:initial-creator><dc:creator>{_safe(paper['name'])}"
        f"</dc:creator><meta:creation-date>{made}</meta:creation-date><dc:date>{made}</dc:date>"
        f"<dc:language>{_safe(paper['language'])}</dc:language></office:meta></office:document-meta>"
    ).encode()


def manifest_xml(parts: Iterable[str]) -> bytes:
    """Return the manifest that names every part with its media type."""
    types = {"xml": "text/xml", "svg": "image/svg+xml", "png": "image/png"}
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{part}" manifest:media-type="{types[part.rsplit(".", 1)[1]]}"/>'
        for part in parts
    )
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="{VERSION}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="{VERSION}" manifest:media-type="{MIMETYPE}"/>'
        f"{listed}</manifest:manifest>"
    ).encode()
