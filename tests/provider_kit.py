"""A CSAF provider for tests: a tree of files, kept in a dictionary or served over TLS on loopback with faults."""

import contextlib
import hashlib
import http.server
import ipaddress
import json
import ssl
import threading
import time
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone
from pysequoia import SignatureMode, Tsk, sign

from dijkwacht.advisories.domain.providers import Unfetched

HOST = "localhost"


class FolderWeb:
    """Fetches from a dictionary of addresses: the stand-in for the real web, held to the same promises by contract."""

    def __init__(self, files, host="https://provider.example"):
        self.files, self.host, self.asked = files, host, []

    def get(self, url, most):
        self.asked.append(url)
        content = self.files.get(url.removeprefix(f"{self.host}/"))
        if content is None or not url.startswith(self.host):
            raise Unfetched("there is nothing here", place=url, missing=True)
        if len(content) > most:
            raise Unfetched("it is too large", place=url)
        return content


def advisory(number, version="1", **tracking):
    """Return an invented CSAF document as bytes."""
    history = [{"number": str(n), "date": "2026-03-01T10:00:00Z", "summary": "x"} for n in range(1, int(version) + 1)]
    return json.dumps(
        {
            "document": {
                "category": "csaf_base",
                "csaf_version": "2.0",
                "title": f"Flaw {number} in Veldgate, version {version}",
                "publisher": {"category": "vendor", "name": "Veldgate BV", "namespace": "https://veldgate.example"},
                "distribution": {"tlp": {"label": "WHITE"}},
                "tracking": {
                    "id": f"VG-2026-{number:02}",
                    "version": version,
                    "status": "final",
                    "initial_release_date": "2026-03-01T10:00:00Z",
                    "current_release_date": f"2026-03-{int(version):02}T10:00:00Z",
                    "revision_history": history,
                    **tracking,
                },
            }
        }
    ).encode()


class Tree:
    """The files of a provider: `add` puts a document with digest and signature, `publish` writes what lists them."""

    def __init__(self, host, role="csaf_trusted_provider", rolie=True):
        self.host, self.role, self.rolie = host, role, rolie
        self.key = Tsk.generate("Veldgate <csirt@veldgate.example>")
        self.certificate = self.key.extract_certificate()
        self.files = {}
        self.listed = {}

    def add(self, name, content, updated="2026-03-01T10:00:00Z", digest=True, signature=True):
        path = f"2026/{name}"
        self.files[path] = content
        for suffix in ("sha256", "sha512", "asc"):
            self.files.pop(f"{path}.{suffix}", None)
        if digest:
            for algorithm in ("sha256", "sha512"):
                line = f"{hashlib.new(algorithm, content).hexdigest()}  {name}\n"
                self.files[f"{path}.{algorithm}"] = line.encode()
        if signature:
            self.files[f"{path}.asc"] = sign(self.key.signer(), content, mode=SignatureMode.DETACHED)
        self.listed[path] = updated
        return self.publish()

    def publish(self, **over):
        self.files["key.asc"] = str(self.certificate).encode()
        rolie = {"rolie": {"feeds": [{"url": f"{self.host}/feed.json", "tlp_label": "WHITE", "summary": "all"}]}}
        metadata = {
            "canonical_url": f"{self.host}/provider-metadata.json",
            "last_updated": "2026-03-01T10:00:00Z",
            "metadata_version": "2.0",
            "role": self.role,
            "publisher": {"category": "vendor", "name": "Veldgate BV", "namespace": "https://veldgate.example"},
            "distributions": [rolie if self.rolie else {"directory_url": self.host}],
            "public_openpgp_keys": [{"fingerprint": self.certificate.fingerprint, "url": f"{self.host}/key.asc"}],
            **over,
        }
        self.files["provider-metadata.json"] = json.dumps(metadata).encode()
        self.files["feed.json"] = json.dumps(
            {"feed": {"id": "all", "entry": [*map(self._entry, self.listed)]}}
        ).encode()
        lines = sorted(self.listed.items(), key=lambda pair: pair[1], reverse=True)
        self.files["changes.csv"] = "".join(f'"{path}","{when}"\n' for path, when in lines).encode()
        self.files["index.txt"] = "".join(f"{path}\n" for path in self.listed).encode()
        return self

    def _entry(self, path):
        url = f"{self.host}/{path}"
        links = [("self", url), ("hash", f"{url}.sha256"), ("hash", f"{url}.sha512"), ("signature", f"{url}.asc")]
        return {
            "id": path,
            "updated": self.listed[path],
            "link": [{"rel": rel, "href": href} for rel, href in links],
            "content": {"src": url, "type": "application/json"},
        }


def authority(folder):
    """Return (certificate file, key file) of a server on loopback, its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = timezone.now()
    names = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "server.pem", folder / "server.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths


class _Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path.lstrip("/")
        fault = self.server.faults.get(path)
        with contextlib.suppress(OSError):
            (fault or plainly)(self, path)

    def log_message(self, *_):
        pass


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """Stay silent: clients that leave in the middle are what these tests are about."""


def plainly(handler, path):
    content = handler.server.files.get(path)
    handler.send_response(404 if content is None else 200)
    handler.send_header("Content-Length", str(len(content or b"")))
    handler.end_headers()
    handler.wfile.write(content or b"")


def redirects_to(path):
    """Return a fault: the answer points elsewhere."""

    def answer(handler, _path):
        handler.send_response(302)
        handler.send_header("Location", path)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def breaks_off(handler, _path):
    """Promise more than comes."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.close_connection = True


def never_ends(handler, _path):
    """Send for ever."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65536)


def drips(handler, _path):
    """Send a byte now and then, and never an end."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def drips_headers(handler, _path):
    """Begin an answer and go on with headers that never end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        handler.wfile.write(b"X-%d: y\r\n" % number)
        handler.wfile.flush()
        time.sleep(0.05)


def busy_once(handler, path):
    """Say that it is too busy, the first time."""
    handler.server.faults.pop(path)
    handler.send_response(429)
    handler.send_header("Retry-After", "0")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def packed(handler, path):
    """Answer packed though plain bytes were asked for."""
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", "3")
    handler.end_headers()
    handler.wfile.write(b"abc")


@contextlib.contextmanager
def served(folder):
    """Serve on loopback over TLS; yields the server with `url`, `files`, `faults` and `authority`."""
    certificate, key = authority(folder)
    server = _Server((HOST, 0), _Answers)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.files, server.faults, server.authority = {}, {}, str(certificate)
    server.url = f"https://{HOST}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
