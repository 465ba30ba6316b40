"""Every way in which an address can answer, on loopback: tested against our emulator, never against an appliance."""

import socket
from dataclasses import replace
from ipaddress import ip_network

import pytest

from dijkwacht.kernel.verdict import Verdict
from dijkwacht.verification.adapters.outside import Errand, ask
from dijkwacht.verification.domain.methods import Limits, Method
from dijkwacht.verification.domain.permission import read_target
from gateway_emulator import certificate, emulated

YES = Verdict("yes")
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
SHORT = Limits(connect=1.0, total=1.2)


def errand(port, *methods, scheme="http", host="127.0.0.1", fingerprint="", **more):
    target = read_target(f"{scheme}://{host}:{port}", fingerprint)
    return Errand(target, methods, YES, "7e57", networks=LOOPBACK, pause=0.0, limits=SHORT, **more)


def found(mode, method, **more):
    with emulated(mode) as gateway:
        (one,) = ask(errand(gateway.port, method, **more))
        return one, gateway


@pytest.mark.parametrize(
    ("mode", "method", "outcome", "code"),
    [
        ("standing", Method.REACHABILITY, "open", "answers"),
        ("redirect", Method.REACHABILITY, "open", "answers"),
        ("maintenance", Method.REACHABILITY, "unclear", "server-fault"),
        ("mitigated", Method.TRAVERSAL, "mitigated", "denied"),
        ("unmitigated", Method.TRAVERSAL, "unmitigated", "own-words"),
        ("own error page", Method.TRAVERSAL, "unmitigated", "file"),
        ("another product", Method.TRAVERSAL, "unclear", "neither"),
        ("standing", Method.STAMP, "stamp-read", "stamp"),
        ("no stamp", Method.STAMP, "unclear", "no-stamp"),
        ("silent", Method.REACHABILITY, "no-reply", "silent"),
        ("tarpit", Method.REACHABILITY, "tarpit", "cut-off"),
        ("flood", Method.REACHABILITY, "tarpit", "cut-off"),
        ("nonsense", Method.REACHABILITY, "unclear", "broken"),
    ],
)
def test_each_way_of_answering_has_its_own_result(mode, method, outcome, code):
    one, _ = found(mode, method)
    assert (one.outcome, one.reasons[0].code) == (outcome, code)
    assert one.limits


def test_the_status_is_403_in_both_cases_and_the_body_decides():
    mitigated, _ = found("mitigated", Method.TRAVERSAL)
    unmitigated, _ = found("unmitigated", Method.TRAVERSAL)
    assert mitigated.exchanges[0].status == unmitigated.exchanges[0].status == 403
    assert (mitigated.outcome, unmitigated.outcome) == ("mitigated", "unmitigated")


def test_a_refused_connection_is_closed():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    (one,) = ask(errand(port, Method.REACHABILITY))
    assert one.outcome == "closed"


def test_the_path_goes_out_as_it_stands_and_says_by_whose_permission():
    _, gateway = found("mitigated", Method.TRAVERSAL, contact="https://dijkwacht.example")
    assert gateway.requests[0].startswith("GET /vpn/../vpns/ HTTP/1.1\r\n")
    assert "permission 7e57; https://dijkwacht.example" in gateway.requests[0]


def test_no_redirect_is_followed():
    _, gateway = found("redirect", Method.REACHABILITY)
    assert gateway.connections == 1


def test_a_finding_ends_the_questions():
    _, gateway = found("unmitigated", Method.TRAVERSAL)
    assert gateway.connections == 1


@pytest.mark.parametrize("why", ["no permission", "an inner address"])
def test_what_is_refused_gets_no_packet(why):
    with emulated("standing") as gateway:
        asked = errand(gateway.port, Method.REACHABILITY, Method.TRAVERSAL)
        refused = replace(asked, permitted=Verdict("no")) if why == "no permission" else replace(asked, networks=())
        assert [one.outcome for one in ask(refused)] == ["refused-by-us", "refused-by-us"]
        assert gateway.connections == 0
        assert [one.outcome for one in ask(asked)] == ["open", "mitigated"]
        assert gateway.connections == 3


def test_the_registered_certificate_is_asked_and_another_one_is_not(tmp_path):
    file, digest = certificate(tmp_path)
    with emulated("standing", certificate=file) as gateway:
        (right,) = ask(errand(gateway.port, Method.REACHABILITY, scheme="https", fingerprint=digest))
        assert right.outcome == "open"
        asked = len(gateway.requests)
        for expected in ("ab" * 32, ""):  # another one; none registered and no authority signed this one
            (wrong,) = ask(errand(gateway.port, Method.REACHABILITY, scheme="https", fingerprint=expected))
            assert wrong.outcome == "wrong-certificate"
        assert len(gateway.requests) == asked


def test_a_trusted_certificate_of_another_name_is_wrong(tmp_path):
    address = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)[0][4][0]
    file, _ = certificate(tmp_path, address=address)
    with emulated("standing", host=address, certificate=file) as gateway:
        asked = errand(gateway.port, Method.REACHABILITY, scheme="https", trust=file)
        right = replace(asked, target=replace(asked.target, host=address))
        assert ask(right)[0].outcome == "open"
        wrong = replace(asked, target=replace(asked.target, host="localhost"))
        assert ask(wrong)[0].outcome == "wrong-certificate"


def test_one_name_is_looked_up_once_and_every_request_goes_to_that_address():
    listed = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)
    with emulated("mitigated", host=listed[0][4][0]) as gateway:
        asked = errand(gateway.port, Method.REACHABILITY, Method.TRAVERSAL)
        found_there = ask(replace(asked, target=replace(asked.target, host="localhost")))
    addresses = {exchange.address for one in found_there for exchange in one.exchanges}
    assert addresses == {listed[0][4][0]}
    assert gateway.connections == 3
