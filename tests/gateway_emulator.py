"""An emulator of ours for the front door of an appliance; tested against this, never against an appliance.

Runs in a thread (`emulated`) or as a program (`python tests/gateway_emulator.py MODE HOST PORT [CERT]`), so that it can
stand inside a network namespace. It answers the requests of a check as the sources of facts/citrix.md 2.4 describe.
"""

import contextlib
import datetime as dt
import hashlib
import ipaddress
import socket
import ssl
import sys
import threading
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

OWN_WORDS = b"<h1>Forbidden</h1><p>You don't have permission to access /vpns/\non this server.</p>"
DENIED = b"<h1>Access denied by policy</h1>"
STAMP = 1579524387  # 12.1-55.18
FILE = b"[global]\r\n\tencrypt passwords = yes\r\n\tname resolve order = lmhosts wins host bcast\r\n"


def language_file(stamp=STAMP):
    """Return the first bytes of the language file, as gzip writes them with a name."""
    return bytes.fromhex("1f8b0808") + stamp.to_bytes(4, "little") + b"\x02\x03rdx_en.json\x00" + bytes(40)


def page(status, body):
    words = {200: "OK", 403: "Forbidden", 404: "Not Found", 503: "Service Unavailable", 302: "Found"}[status]
    return f"HTTP/1.1 {status} {words}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def answer(mode, path):
    """Return what the appliance says in this state."""
    if path.endswith("rdx_en.json.gz"):
        return page(200, language_file(0 if mode == "no stamp" else STAMP))
    if "/../" in path:
        if mode == "unmitigated":
            return page(403, OWN_WORDS) if path.endswith("/vpns/") else page(200, FILE)
        if mode == "own error page":
            return page(403, DENIED) if path.endswith("/vpns/") else page(200, FILE)
        return page(404, b"gone") if mode == "another product" else page(403, DENIED)
    if mode == "redirect":
        return page(302, b"").replace(b"\r\n\r\n", b"\r\nLocation: http://127.0.0.1:9/elsewhere\r\n\r\n")
    return page(503, b"maintenance") if mode == "maintenance" else page(200, b"<title>Gateway</title>")


class Emulator:
    """Listens on one address in one of its modes and remembers what it was asked."""

    def __init__(self, mode, host="127.0.0.1", port=0, certificate=None):
        self.mode, self.certificate = mode, certificate
        self.connections = 0
        self.requests: list[str] = []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.create_server((host, port), family=family)
        self.port = self.socket.getsockname()[1]
        self.stopping = threading.Event()

    def serve(self):
        self.socket.settimeout(0.2)
        while not self.stopping.is_set():
            try:
                connection, _ = self.socket.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection):
        with contextlib.suppress(OSError), contextlib.closing(connection):
            connection.settimeout(10)
            with contextlib.closing(self._secured(connection)) as spoken:
                self._listen(spoken)

    def _secured(self, connection):
        if not self.certificate:
            return connection
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        spoken = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        try:
            spoken.do_handshake()
        except OSError:
            spoken.close()
            raise
        return spoken

    def _listen(self, spoken):
        if self.mode == "silent":
            self.stopping.wait(10)
            return
        head = b""
        while b"\r\n\r\n" not in head:
            piece = spoken.recv(4096)
            if not piece:
                return
            head += piece
        self.requests.append(head.decode())
        self._say(spoken, head.split()[1].decode())

    def _say(self, connection, path):
        match self.mode:
            case "tarpit":
                for letter in "HTTP/1.1 200 OK\r\nX-Slow: " + "a" * 1000:
                    if self.stopping.wait(0.2):
                        return
                    connection.sendall(letter.encode())
            case "flood":
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not self.stopping.is_set():
                    connection.sendall(b"X-Fill: " + b"a" * 4000 + b"\r\n")
            case "nonsense":
                connection.sendall(b"SSH-2.0-something\r\n")
            case _:
                connection.sendall(answer(self.mode, path))


@contextlib.contextmanager
def emulated(mode, **more):
    """Let an emulator stand on loopback for a while."""
    made = Emulator(mode, **more)
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.stopping.set()
        made.socket.close()
        thread.join(2)


def certificate(folder, name="gateway.example", address="127.0.0.1"):
    """Return the file of a self-signed certificate with its key, and the certificate's SHA-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = dt.datetime.now(dt.UTC)  # noqa: TID251 - a certificate is valid now
    names = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address(address))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = Path(folder) / f"{name}.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return str(file), hashlib.sha256(made.public_bytes(serialization.Encoding.DER)).hexdigest()


if __name__ == "__main__":
    mode, host, port = sys.argv[1:4]
    standing = Emulator(mode, host, int(port), *sys.argv[4:5])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threading.Thread(target=standing.serve, daemon=True).start()
    while True:
        time.sleep(3600)
