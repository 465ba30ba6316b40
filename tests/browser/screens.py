"""How pages are looked at: in Dutch by day on a phone, in English by night on a desk; crosswise before a release."""

import pytest

EVERY_SCREEN = pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [
        ("nl", "light", 320),
        ("en", "dark", 1280),
        pytest.param("nl", "light", 1280, marks=pytest.mark.deep),
        pytest.param("en", "dark", 320, marks=pytest.mark.deep),
    ],
)
