"""How pages are looked at: in Dutch by day on a phone each time; by night, in English and on a desk before a release.

Frame, homes, advice and offices are looked at by night and in English each time: what all pages share is seen there.
"""

import pytest

BEFORE_A_RELEASE = [("en", "dark", 1280), ("nl", "light", 1280), ("en", "dark", 320)]
EVERY_SCREEN = pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("nl", "light", 320), *(pytest.param(*look, marks=pytest.mark.deep) for look in BEFORE_A_RELEASE)],
)
