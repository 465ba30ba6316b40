"""Whose address counts for locking out: what the outermost counted proxy saw, and nothing that a stranger wrote."""

import pytest

from dijkwacht.web.client import address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "10.0.0.1"),
        (0, "203.0.113.7", "10.0.0.1"),
        (1, "192.0.2.5", "192.0.2.5"),
        (1, "203.0.113.7, 192.0.2.5", "192.0.2.5"),
        (2, "203.0.113.7, 192.0.2.5, 10.0.0.2", "192.0.2.5"),
        (2, "192.0.2.5", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, " , ", "10.0.0.1"),
    ],
)
def test_the_address_is_what_the_outermost_counted_proxy_saw(rf, settings, proxies, forwarded, expected):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert address(request) == expected
