"""From plain values to PDF: Typst with our own fonts, PDF/UA-1 and PDF/A-2a, and no tolerance for warnings."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

from dijkwacht.kernel.errors import DijkwachtError

TEMPLATE = Path(__file__).with_name("letter.typ")
PICTURE = Path(__file__).with_name("picture.typ")
DOTS_PER_INCH = 200.0
NIGHT_SHEET = Path(__file__).with_name("night_sheet.typ")


class NotTypeset(DijkwachtError):  # noqa: N818 - says what is wrong
    """This document could not be typeset."""


@cache
def fonts() -> typst.Fonts:
    """Return the letters that documents are set in, and no others: the machine's own fonts play no part."""
    spec = find_spec("fontpkg_atkinson_hyperlegible")
    if spec is None or spec.origin is None:
        raise NotTypeset(expected="the package fontpkg-atkinson-hyperlegible", remedy="run make install")
    folder = str(Path(spec.origin).parent / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def typeset(paper: Mapping[str, object], at: datetime, template: Path = TEMPLATE) -> bytes:
    """Return the PDF of what `domain.paper.paper` gave (or, by `template`, another sheet's values).

    The same values and moment give the same bytes.

    Raises NotTypeset, with what the typesetter said, for an error and for every warning.
    """
    data = json.dumps(paper, ensure_ascii=False)
    try:
        compiler = typst.Compiler(
            input=template, root=str(template.parent), font_paths=fonts(), ignore_system_fonts=True
        )
        made, warnings = compiler.compile_with_warnings(
            format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1", "a-2a"], timestamp=int(at.timestamp())
        )
    except typst.TypstError as error:
        raise NotTypeset(remedy=error.message) from error
    if warnings:
        raise NotTypeset(remedy="; ".join(warning.message for warning in warnings))
    if not isinstance(made, bytes):
        raise NotTypeset(expected="one file")
    return made


def picture_png(svg: str) -> bytes:
    """Return an SVG drawn as PNG, 16 cm wide, by the same letters as on paper; the same picture gives the same bytes.

    Raises NotTypeset.
    """
    try:
        compiler = typst.Compiler(input=PICTURE, root=str(PICTURE.parent), font_paths=fonts(), ignore_system_fonts=True)
        made = compiler.compile(format="png", ppi=DOTS_PER_INCH, sys_inputs={"svg": svg})
    except typst.TypstError as error:
        raise NotTypeset(remedy=error.message) from error
    if not isinstance(made, bytes):
        raise NotTypeset(expected="one picture")
    return made
