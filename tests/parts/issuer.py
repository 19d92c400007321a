"""A small OpenID Connect issuer for tests, in a process of its own on loopback; it lies when it is asked to.

    python -m tests.parts.issuer        says its address on the first line, and serves until it is stopped

``GET /authorize`` knows who signs in by ``as`` (a name), ``groups`` and ``amr`` (lists with commas) and gives a code,
for ``fault`` one whose token is wrong in that way. The code opens once, with the client's secret and its PKCE verifier.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tidewaiter", "a secret of the test"
KEY, ANOTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
CODES: dict[str, dict[str, str]] = {}
FAULTS = ("forged", "unsigned", "symmetric", "nonce", "expired", "audience", "issuer", "no-nonce", "another-client")


def token(asked: dict[str, str], issuer: str) -> str:
    """Make the ID token of a code, wrong in the way that was asked for."""
    now, fault = int(time.time()), asked.get("fault", "")
    said: dict[str, Any] = {"iss": issuer, "aud": CLIENT, "sub": f"sub-{asked['as']}", "name": asked["as"]}
    said |= {"iat": now, "exp": now + 60, "nonce": asked["nonce"], "groups": asked.get("groups", "").split(",")}
    said |= {"amr": asked["amr"].split(",")} if asked.get("amr") else {}
    said |= {
        "nonce": {"nonce": "of another browser"},
        "expired": {"iat": now - 900, "exp": now - 600},
        "audience": {"aud": "somebody-else"},
        "issuer": {"iss": "https://elsewhere.example"},
        "another-client": {"azp": "somebody-else"},
    }.get(fault, {})
    if fault == "no-nonce":
        del said["nonce"]
    if fault == "unsigned":
        return jwt.encode(said, None, algorithm="none", headers={"kid": "1"})
    if fault == "symmetric":
        return jwt.encode(said, "x" * 64, algorithm="HS256", headers={"kid": "1"})
    return jwt.encode(said, ANOTHER if fault == "forged" else KEY, algorithm="RS256", headers={"kid": "1"})


class Issuer(BaseHTTPRequestHandler):
    """The four addresses of an issuer."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/.well-known/openid-configuration":
            here = self._here()
            self._say(
                {
                    "issuer": here,
                    "authorization_endpoint": f"{here}/authorize",
                    "token_endpoint": f"{here}/token",
                    "jwks_uri": f"{here}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif url.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self._say({"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]})
        elif url.path == "/authorize" and asked["client_id"] == CLIENT and asked["response_type"] == "code":
            assert asked["prompt"] == "login" and asked["code_challenge_method"] == "S256"
            code = secrets.token_urlsafe(16)
            CODES[code] = asked
            back = urlencode({"code": code, "state": asked.get("say_state", asked["state"])})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
        else:
            self._say({"error": "invalid_request"}, 400)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        said = {name: values[0] for name, values in parse_qs(body).items()}
        asked = CODES.pop(said.get("code", ""), None)
        proof = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        known = (said.get("client_id"), said.get("client_secret")) == (CLIENT, SECRET)
        if asked is None or not known or challenge != asked["code_challenge"]:
            self._say({"error": "invalid_grant"}, 400)
            return
        self._say({"access_token": "a", "token_type": "Bearer", "id_token": token(asked, self._here())})

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _here(self) -> str:
        return f"http://{self.headers['Host']}"

    def _say(self, value: dict[str, Any], status: int = 200) -> None:
        raw = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@contextmanager
def running_issuer() -> Iterator[str]:
    """Run an issuer in a process of its own; give its address."""
    words = [sys.executable, "-m", "tests.parts.issuer"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Issuer)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
