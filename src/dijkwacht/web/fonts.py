"""Where the type comes from: the package that ships the font, never a committed copy."""

from importlib.util import find_spec
from pathlib import Path

FONT_PREFIX = "dijkwacht/fonts"


def font_folder() -> tuple[str, str]:
    """Return one entry for STATICFILES_DIRS: the address prefix and the folder with the four static TTF files."""
    spec = find_spec("fontpkg_atkinson_hyperlegible")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the package fontpkg-atkinson-hyperlegible is not installed; run make install")
    return FONT_PREFIX, str(Path(spec.origin).parent / "files")
