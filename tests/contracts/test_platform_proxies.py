"""The example configurations of deploy/ in front of our own processes, in the real nginx and the real HAProxy.

Asked from 127.0.0.9, so that an address made up by a stranger, the proxy's own and the client's can be told apart.
"""

import contextlib
import datetime as dt
import http.client
import re
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from dijkwacht.cli import roles
from parents import Parents, ask, becomes, free_port

DEPLOY = Path(__file__).parents[2] / "deploy"
NAME = "dijkwacht.yourcert.example"
CLIENT = "127.0.0.9"
STRANGER = "203.0.113.7"
MIB = 1024 * 1024
EARLY_ANSWERS_LOST = 5


class Proxy:
    """A running proxy: its two ports, and questions over TLS to the name in its certificate."""

    def __init__(self, process, plain, tls, folder):
        self.process, self.plain, self.tls, self.folder = process, plain, tls, folder
        self.trust = ssl.create_default_context(cafile=folder / "tls" / "fullchain.pem")

    def ask(self, path, method="GET", body=None, **headers):
        """Ask over TLS from the client's address; return status, headers and text.

        An answer that comes before the body's end may be lost to the reset behind it; then it is asked again, as a
        browser does.
        """
        for _ in range(EARLY_ANSWERS_LOST):
            with contextlib.suppress(http.client.RemoteDisconnected, ConnectionResetError):
                return self._asked(path, method, body, headers)
        return self._asked(path, method, body, headers)

    def _asked(self, path, method, body, headers):
        wire = socket.create_connection(("127.0.0.1", self.tls), timeout=20, source_address=(CLIENT, 0))
        with contextlib.closing(http.client.HTTPSConnection(NAME, self.tls, context=self.trust)) as connection:
            connection.sock = self.trust.wrap_socket(wire, server_hostname=NAME)
            given = {"Host": NAME} | {name.replace("_", "-"): value for name, value in headers.items()}
            with contextlib.suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):  # it answered before the end
                connection.request(method, path, body=body, headers=given)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode("utf-8", "replace")

    def redirect(self, path):
        """Ask without TLS; return status and where it leads."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.plain, timeout=10)) as connection:
            connection.request("GET", path, headers={"Host": NAME})
            answer = connection.getresponse()
            return answer.status, answer.headers["Location"]


def certificate(folder):
    """Put a certificate for the name, signed by itself, into the files that the examples name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = timezone.now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    folder.mkdir()
    (folder / "fullchain.pem").write_bytes(chain)
    (folder / "key.pem").write_bytes(secret)
    (folder / "both.pem").write_bytes(chain + secret)


def laid_out(name, folder, pages, plain, tls):
    """Return the example with the places of this test in it, and nothing else changed."""
    text = (DEPLOY / name).read_text()
    places = {
        "/etc/dijkwacht": str(folder),
        "/var/log/nginx": str(folder),
        "127.0.0.1:8000": f"127.0.0.1:{pages}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{tls} ssl;",
        "bind :80\n": f"bind 127.0.0.1:{plain}\n",
        "bind :443 ssl": f"bind 127.0.0.1:{tls} ssl",
        "log /dev/log local0": "log stdout format raw local0",
    }
    for here, there in places.items():
        text = text.replace(here, there)
    assert ":8000" not in text
    return text


def nginx(folder, pages, plain, tls):
    (folder / "dijkwacht.conf").write_text(laid_out("nginx.conf", folder, pages, plain, tls))
    kept = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"user root;\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{kept}\ninclude {folder}/dijkwacht.conf;\n}}\n"
    )
    return ["nginx", "-p", str(folder), "-c", str(whole)], ["-t"]


def haproxy(folder, pages, plain, tls):
    whole = folder / "haproxy.cfg"
    whole.write_text(laid_out("haproxy.cfg", folder, pages, plain, tls))
    return ["haproxy", "-f", str(whole), "-db"], ["-c"]


KINDS = pytest.mark.parametrize("kind", [nginx, haproxy], ids=["nginx", "haproxy"], scope="module")


@contextlib.contextmanager
def in_front(kind, pages, folder):
    """Run one of the two proxies in front of a port of this machine."""
    if shutil.which(kind.__name__) is None:
        pytest.skip(f"{kind.__name__} is not installed (as root: scripts/debian nginx-light haproxy)")
    certificate(folder / "tls")
    shutil.copy(DEPLOY / "unavailable.html", folder)
    plain, tls = free_port(), free_port()
    command, test = kind(folder, pages, plain, tls)
    tested = subprocess.run([*command, *test], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    with (folder / "proxy.log").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        becomes(lambda: _listens(tls))
        yield Proxy(process, plain, tls, folder)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def pages(postgres, django_db_setup, tmp_path_factory):
    """Pages that stand behind one proxy; give their port and their database."""
    database = postgres.clone()
    port, metrics = free_port(), free_port()
    parents = Parents(postgres.url(roles.APP, database), tmp_path_factory.mktemp("pages"))
    words = ("--web-only", "--port", str(port), "--metrics", str(metrics))
    log = parents.start("web", *words, PUBLIC_URL=f"https://{NAME}", DIJKWACHT_PROXIES="1")
    try:
        becomes(lambda: ask(f"http://127.0.0.1:{port}/healthz")[0] == 200, log)
        yield port, parents.url
    finally:
        parents.stop()
        postgres.drop(database)


@pytest.fixture
def proxy(kind, pages, tmp_path):
    """One of the two proxies, with pages behind it."""
    with in_front(kind, pages[0], tmp_path) as running:
        becomes(lambda: running.ask("/healthz")[0] == 200)
        yield running


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def signing_in(proxy, **headers):
    """Try to sign in wrongly, as a browser would; return the answer."""
    _, given, page = proxy.ask("/accounts/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    cookies = [cookie for name, cookie in given.items() if name.lower() == "set-cookie"]
    cookie = "; ".join(one.split(";")[0] for one in cookies)
    body = f"csrfmiddlewaretoken={token}&login=zwaan%40tweestroom.example&password=fout"
    form = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Origin": f"https://{NAME}"}
    answer = proxy.ask("/accounts/login/", "POST", body, Referer=f"https://{NAME}/accounts/login/", **form, **headers)
    return answer, cookies


@KINDS
def test_the_proxy_speaks_for_scheme_host_and_client_and_a_stranger_does_not(proxy, pages):
    assert proxy.redirect("/wat-nu/?x=1") == (308, f"https://{NAME}/wat-nu/?x=1")
    status, headers, _ = proxy.ask("/")
    assert status == 200
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert proxy.ask("/", Host="elsewhere.example")[0] in {400, 421}

    made_up = {
        "X_Forwarded_For": STRANGER,
        "X_Real_IP": STRANGER,
        "Forwarded": f"for={STRANGER}",
        "X_Forwarded_Proto": "http",
    }
    (status, _, _), cookies = signing_in(proxy, **made_up)
    assert status == 200, "the form was refused: the proxy did not say https"
    assert cookies
    assert all("; Secure" in cookie for cookie in cookies)
    with psycopg.connect(pages[1]) as database:
        addresses = database.execute("SELECT DISTINCT host(ip_address) FROM axes_accessattempt").fetchall()
        database.execute("DELETE FROM axes_accessattempt")
    assert addresses == [(CLIENT,)]


@KINDS
def test_uploads_are_bounded_figures_are_not_behind_the_proxy_and_its_log_holds_no_address_of_a_page(proxy):
    assert proxy.ask("/metrics")[0] == 404
    announced = str(89 * MIB)  # refused by what it announces: not a byte of it is awaited
    large = proxy.ask("/accounts/login/", "POST", Content_Length=announced, Content_Type="application/octet-stream")
    assert large[0] == 413
    fits = proxy.ask("/accounts/login/", "POST", b"x" * (65 * MIB), Content_Type="application/octet-stream")
    assert fits[0] == 403
    assert "Dit mag hier niet" in fits[2]
    assert proxy.ask("/antwoord/geheim-kenmerk-0123456789/?s=geheim-kenmerk")[0] == 404
    logs = [*proxy.folder.glob("*.log")]
    assert becomes(lambda: any(" GET 404 " in log.read_text() for log in logs))
    assert not [log.name for log in logs if "geheim-kenmerk" in log.read_text()]


@KINDS
def test_while_we_are_away_the_proxy_says_whom_to_call(kind, tmp_path):
    with in_front(kind, free_port(), tmp_path) as proxy:
        status, _, page = becomes(lambda: (answer := proxy.ask("/wat-nu/"))[0] == 503 and answer)
        assert status == 503
        assert "bel dan nu uw meldpunt" in page
