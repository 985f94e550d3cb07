"""A careful hand-made client of the pretend Google. Its assertions are signed by the openssl command line, not by anything of
ours."""
import base64
import copy
import json
import subprocess
import time
import urllib.parse

from web import request

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
AUDIENCE = "https://oauth2.googleapis.com/token"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Client:
    def __init__(self, simulator, folder):
        settings = simulator.settings()
        self.simulator = simulator
        self.account = json.loads(settings["SERVICE_ACCOUNT_JSON"])
        self.base = f"/v4/spreadsheets/{settings['GOOGLE_SHEET_ID_VALIDATION']}"
        self.key = folder / "key.pem"
        self.key.write_text(self.account["private_key"])
        self.token = None

    def colleague(self, email):
        """Another service account, registered with a key file of its own name."""
        other = copy.copy(self)
        other.account = {**self.account, "client_email": email}
        self.simulator.post("google/accounts", key=json.dumps(other.account))
        return other.log_in()

    def assertion(self, **changed):
        now = int(time.time())
        claims = {"iss": self.account["client_email"], "scope": SCOPE, "aud": AUDIENCE, "iat": now - 30, "exp": now + 3500,
                  **changed}
        signed = b".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=signed, check=True,
                                   stdout=subprocess.PIPE).stdout
        return (signed + b"." + base64url(signature)).decode()

    def ask_token(self, assertion, grant_type=GRANT):
        form = urllib.parse.urlencode({"assertion": assertion, "grant_type": grant_type})
        return request(self.simulator.port, "/token", "POST", form, {"Content-Type": "application/x-www-form-urlencoded"})

    def log_in(self):
        self.token = self.ask_token(self.assertion()).json()["access_token"]
        return self

    def call(self, method, path, body=None, headers=None):
        return self.raw(method, self.base + path, body, headers)

    def raw(self, method, path, body=None, headers=None):
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        payload = None if body is None else json.dumps(body)
        return request(self.simulator.port, path, method, payload,
                       {"Content-Type": "application/json", **token, **(headers or {})})

    def write(self, a1, values):
        return self.call("POST", "/values:batchUpdate", {"valueInputOption": "RAW", "data": [{"range": a1, "values": values}]})

    def read(self, a1="A:Z"):
        path = f"/values/{urllib.parse.quote(a1, safe='')}?valueRenderOption=UNFORMATTED_VALUE"
        return self.call("GET", path).json().get("values")


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def error_of(answer):
    return answer.json()["error"]
