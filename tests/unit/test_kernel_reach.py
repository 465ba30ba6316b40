"""Where the program may send a packet of its own accord: one rule for fetching, checking and telling."""

from ipaddress import ip_network

import pytest

from dijkwacht.kernel.reach import WrongNetwork, lies_in, may_reach, plain_address, read_networks


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("fe80::1%eth0", False),
        ("::ffff:127.0.0.1", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("ff0e::1", False),
        ("240.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address that is judged, not bound
    ],
)
def test_of_itself_the_program_reaches_public_addresses_only(address, public):
    assert may_reach(address, ()) is public
    own = ip_network(str(plain_address(address)))
    assert may_reach(address, (own,))
    assert lies_in(address, (own,))


def test_a_network_speaks_for_its_own_kind_of_address():
    assert not lies_in("10.0.0.1", (ip_network("::/0"),))
    assert lies_in("::ffff:10.0.0.1", (ip_network("10.0.0.0/8"),))


@pytest.mark.parametrize("wrong", ["10.1.0.1/16", "x", "10.0.0.0/33", "::/129"])
def test_a_network_that_cannot_be_read_says_where_it_stands(wrong):
    with pytest.raises(WrongNetwork) as caught:
        read_networks(f"10.0.0.0/8, {wrong}", "DIJKWACHT_PROVIDER_NETWORKS")
    assert caught.value.place == "DIJKWACHT_PROVIDER_NETWORKS"


def test_a_list_of_networks_may_be_empty():
    assert read_networks(" , ") == ()
    assert read_networks("10.1.0.0/16,fd00::/8") == (ip_network("10.1.0.0/16"), ip_network("fd00::/8"))
