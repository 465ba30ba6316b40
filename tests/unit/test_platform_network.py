import socket

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_test_that_reaches_out_is_stopped(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(RuntimeError, match="reached for"):
        one.connect((host, 80))


def test_a_test_that_asks_for_a_name_is_stopped():
    with pytest.raises(RuntimeError, match="reached for"):
        socket.getaddrinfo("registry.example", 443)


def test_loopback_stays_open():
    with socket.socket() as listens, socket.socket() as one:
        listens.bind(("127.0.0.1", 0))
        listens.listen()
        one.connect(listens.getsockname())
