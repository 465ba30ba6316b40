"""A small OpenID Connect provider of our own, as a process: discovery, code flow with PKCE, tokens signed with RS256.

It is no product and no other peer is claimed: it says yes to whom it is told to, and checks what a provider must check
(client, secret, redirect address, PKCE). Run: python oidc_provider.py CLIENT SECRET EMAIL VERIFIED; prints its address.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(BaseHTTPRequestHandler):
    """One answer per address; codes live in memory and are taken once."""

    client, secret, email, verified, issuer = "", "", "", False, ""
    codes: dict[str, dict[str, str]] = {}

    def do_GET(self):
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path == "/.well-known/openid-configuration":
            return self._json(self._discovery())
        if address.path == "/keys":
            return self._json({"keys": [{**self._public(), "kid": "one", "use": "sig", "alg": "RS256"}]})
        if address.path == "/userinfo":
            return self._json(self._claims())
        if address.path != "/authorize" or asked.get("client_id") != self.client:
            return self._json({"error": "invalid_request"}, 400)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
        self.end_headers()
        return None

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.codes.pop(given.get("code", ""), None)
        if asked is None or not self._is_client(given) or not _proves(given, asked):
            return self._json({"error": "invalid_grant"}, 400)
        claims = {**self._claims(), "iss": self.issuer, "aud": self.client, "iat": int(time.time())}
        token = jwt.encode({**claims, "exp": int(time.time()) + 300}, KEY, "RS256", headers={"kid": "one"})
        return self._json({"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": token})

    def log_message(self, *_):
        """Say nothing: standard error belongs to the test."""

    def _is_client(self, given):
        return (given.get("client_id"), given.get("client_secret")) == (self.client, self.secret)

    def _claims(self):
        return {"sub": "person-1", "email": self.email, "email_verified": self.verified}

    def _public(self):
        return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))

    def _discovery(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _json(self, value, status=200):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _proves(given, asked):
    """Say whether the redirect address is the same and the verifier fits the challenge (RFC 7636)."""
    digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
    fits = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked.get("code_challenge")
    return fits and given.get("redirect_uri") == asked["redirect_uri"]


def main():
    """Serve until ended."""
    Provider.client, Provider.secret, Provider.email, verified = sys.argv[1:5]
    Provider.verified = verified == "verified"
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Provider.issuer = f"http://127.0.0.1:{server.server_port}"
    sys.stdout.write(f"{Provider.issuer}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
