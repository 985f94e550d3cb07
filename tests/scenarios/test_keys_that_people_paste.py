"""SERVICE_ACCOUNT_JSON as people really paste it: repaired where that is safe, else one line that says what was seen and what
to do; `supervisor check` and a running service agree; nothing of the key is ever printed."""
import base64
import json
import re
import subprocess
import urllib.parse

import pytest

from processes import wait_until
from star import key_of

REPAIRED, ACCEPTED = "attention : SERVICE_ACCOUNT_JSON", "bon : SERVICE_ACCOUNT_JSON"


def openssl(*arguments, stdin=None):
    return subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, check=True, text=True).stdout


def with_key(change):
    """A shape that changes the text of the private key."""
    return lambda account, text: json.dumps({**account, "private_key": change(account["private_key"])})


def without(*members):
    return lambda account, text: json.dumps({k: v for k, v in account.items() if k not in members})


def twice(text):
    return base64.b64encode(base64.b64encode(text.encode())).decode()


def wrapped(text, width):
    encoded = base64.b64encode(text.encode()).decode()
    return "\n".join(encoded[i:i + width] for i in range(0, len(encoded), width))


def body_of(pem):
    return "".join(pem.splitlines()[1:-1])


GOOD = {
    "as Google gave it": lambda a, t: t,
    "indented": lambda a, t: json.dumps(a, indent=2),
    "key in PKCS#1": with_key(lambda k: openssl("rsa", "-traditional", stdin=k)),
    "CRLF in the key": with_key(lambda k: k.replace("\n", "\r\n")),
    "no token_uri": without("token_uri"),
}
REPAIRABLE = {
    "real line breaks in the key": lambda a, t: json.dumps(a).replace("\\n", "\n"),
    "quotes around": lambda a, t: f"'{t}'",
    "JSON in JSON": lambda a, t: json.dumps(json.dumps(a)),
    "JSON in JSON in JSON": lambda a, t: json.dumps(json.dumps(json.dumps(a))),
    "backslashes before the quotes": lambda a, t: json.dumps(json.dumps(a))[1:-1],
    "a dict as Python prints it": lambda a, t: repr(a),
    "base64": lambda a, t: base64.b64encode(t.encode()).decode(),
    "base64 in lines": lambda a, t: wrapped(t, 76),
    "base64 for URLs": lambda a, t: base64.urlsafe_b64encode(t.encode()).rstrip(b"=").decode(),
    "base64 twice": lambda a, t: twice(t),
    "encoded like a URL": lambda a, t: urllib.parse.quote(t, safe=""),
    "backslash n in the key": with_key(lambda k: k.replace("\n", "\\n")),
    "backslash backslash n in the key": with_key(lambda k: k.replace("\n", "\\\\n")),
    "spaces for line breaks in the key": with_key(lambda k: k.replace("\n", " ")),
    "no line breaks in the key": with_key(lambda k: k.replace("\n", "")),
    "indented key": with_key(lambda k: k.replace("\n", "\n    ")),
    "quotes around the key": with_key(lambda k: f'"{k}"'),
    "u003d in the key": with_key(lambda k: k.replace("=", "\\u003d").replace("\n", "\\n")),
    "%2B in the key": with_key(lambda k: k.replace("+", "%2B")),
    "a key without its BEGIN line": with_key(body_of),
    "an address that is no service account's": lambda a, t: json.dumps({**a, "client_email": "someone@gmail.com"}),
}
SILENTLY = {
    "a byte order mark": lambda a, t: "\ufeff" + t,
    "blanks that do not break": lambda a, t: "\u00a0" + t + "\u00a0\n",
}
REFUSED = {  # what must be read in the one line
    "a path": (lambda a, t: "/etc/secrets/sa.json", "SERVICE_ACCOUNT_JSON_FILE"),
    "curly quotes": (lambda a, t: t.replace('"', "\u201c"), "guillemets courbes"),
    "a comma at the end": (lambda a, t: t.rstrip()[:-1] + ",}", "virgule"),
    "cut off": (lambda a, t: t[:len(t) // 2], "coupée"),
    "cut at the first blank": (lambda a, t: t.split(" ")[0], None),
    "an array": (lambda a, t: f"[{t}]", "objet"),
    "a number": (lambda a, t: "12345", "JSON"),
    "null": (lambda a, t: "null", "objet"),
    "a person's login": (lambda a, t: json.dumps({"type": "authorized_user", "client_id": "x", "refresh_token": "y"}), "personne"),
    "an OAuth client": (lambda a, t: json.dumps({"installed": {"client_id": "x", "client_secret": "y"}}), "OAuth"),
    "a web client": (lambda a, t: json.dumps({"web": {"client_id": "x", "client_secret": "y"}}), "OAuth"),
    "a federation": (lambda a, t: json.dumps({"type": "external_account"}), "fédération"),
    "an impersonation": (lambda a, t: json.dumps({"type": "impersonated_service_account"}), "emprunt"),
    "an API key": (lambda a, t: "AIzaSyA1234567890abcdefghijklmnopqrstuvw", "clé d'API"),
    "members missing": (without("client_email", "private_key"), "client_email et private_key"),
    "a placeholder for the key": (with_key(lambda k: "YOUR_PRIVATE_KEY"), "exemple"),
    "the sheet's id": (lambda a, t: "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms", "GOOGLE_SHEET_ID_VALIDATION"),
    "the key alone": (lambda a, t: a["private_key"], "fichier JSON"),
    "base64 of something else": (lambda a, t: base64.b64encode(bytes(range(256)) * 4).decode(), None),
    "a key cut off": (with_key(lambda k: k[:len(k) // 2]), "END"),
    "a key without its END line's dashes": (with_key(lambda k: k.replace("-----END", "END")), "END"),
    "an encrypted key": (with_key(lambda k: openssl("pkcs8", "-topk8", "-v2", "aes256", "-passout", "pass:x", stdin=k)), "mot de passe"),
    "an elliptic key": (with_key(lambda k: openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")), "RSA"),
    "a short key": (with_key(lambda k: openssl("genrsa", "1024")), "2048"),
    "the public key": (with_key(lambda k: openssl("rsa", "-pubout", stdin=k)), "clé publique"),
    "damaged in the middle": (with_key(lambda k: k[:400] + "AAAA" + k[404:]), None),
    "a token_uri of somebody else": (lambda a, t: json.dumps({**a, "token_uri": "https://evil.example/token"}), "token_uri"),
}


@pytest.fixture(scope="module")
def account():
    """Of nobody; its key is made for this run."""
    return {"type": "service_account", "project_id": "vigie-demo", "private_key_id": "0123456789abcdef",
            "private_key": openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
            "client_email": "vigie@vigie-demo.iam.gserviceaccount.com", "client_id": "104",
            "token_uri": "https://oauth2.googleapis.com/token"}


def check(new_service, value):
    """`supervisor check` with that value alone; its status and its lines about the key."""
    service = new_service({"DISCORD_TOKEN": "abcdefghijklmnopqrstuvwx.abcdef.0123456789abcdefghijklmnop", "SERVICE_ACCOUNT_JSON": value,
                           "GOOGLE_SHEET_ID_VALIDATION": "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"})
    answer = service.command("check")
    text = answer.stdout + answer.stderr
    return answer.returncode, text, [line for line in text.splitlines() if "SERVICE_ACCOUNT_JSON" in line]


def secrets_of(account):
    """Twelve characters and more of the key's body."""
    body = re.sub(r"\s", "", body_of(account["private_key"]))
    return {body[i:i + 12] for i in range(len(body) - 12)}


def check_nothing_leaked(text, account):
    leaked = [piece for piece in secrets_of(account) if piece in text]
    assert not leaked, f"a part of the key was printed: {text}"
    assert "-----BEGIN" not in text


@pytest.mark.parametrize("shape", [*GOOD, *SILENTLY])
def test_a_good_key_is_accepted_without_a_word(new_service, account, shape):
    status, text, lines = check(new_service, {**GOOD, **SILENTLY}[shape](account, json.dumps(account)))
    assert status == 0, text
    assert any(ACCEPTED in line for line in lines), text
    check_nothing_leaked(text, account)


@pytest.mark.parametrize("shape", REPAIRABLE)
def test_a_key_that_is_safe_to_repair_is_accepted_with_one_warning(new_service, account, shape):
    status, text, lines = check(new_service, REPAIRABLE[shape](account, json.dumps(account)))
    assert status == 0, text
    assert any(ACCEPTED in line for line in lines), text
    assert any(REPAIRED in line for line in lines), f"no warning for {shape}: {text}"
    check_nothing_leaked(text, account)


@pytest.mark.parametrize("shape", REFUSED)
def test_any_other_key_is_refused_in_one_line_that_says_what_to_do(new_service, account, shape):
    change, words = REFUSED[shape]
    status, text, lines = check(new_service, change(account, json.dumps(account)))
    assert status == 78, text
    wrong = [line for line in lines if line.startswith("erreur")]
    assert len(wrong) == 1, text
    assert words is None or words in wrong[0], wrong[0]
    assert re.search(r"\b(Collez|Créez|Téléchargez|Retirez|Remettez|Utilisez|Donnez)\b|\bIl va dans\b", wrong[0]), f"no repair: {wrong[0]}"
    check_nothing_leaked(text, account)


@pytest.mark.parametrize("shape", ["base64", "backslash n in the key", "a dict as Python prints it"])
def test_a_repaired_key_signs_and_rows_arrive(new_star, simulator, shape):
    text = simulator.settings()["SERVICE_ACCOUNT_JSON"]
    star = new_star(SERVICE_ACCOUNT_JSON=REPAIRABLE[shape](json.loads(text), text)).start()
    star.offer_rows([1])
    star.drained()
    assert simulator.row(key_of(1))
    check_nothing_leaked(star.output(), json.loads(text))


@pytest.mark.parametrize("shape", ["cut off", "a person's login", "a key cut off"])
def test_a_service_with_such_a_key_runs_on_and_says_why_sheets_does_not(new_fast_service, simulator, shape):
    """On Render an exit would be a restart loop: the bot serves, the page says what is wrong."""
    settings = simulator.settings()
    account = json.loads(settings["SERVICE_ACCOUNT_JSON"])
    value = REFUSED[shape][0](account, settings["SERVICE_ACCOUNT_JSON"])
    service = new_fast_service({**settings, "SERVICE_ACCOUNT_JSON": value, "RENDER": "true", "LOG_FORMAT": "text"}).start()
    wait_until(lambda: "SERVICE_ACCOUNT_JSON" in service.log() + service.output(), what="the reason is logged")
    service.wait_degraded()
    assert service.get("/ping").status == 200
    check_nothing_leaked(service.everything_logged() + service.get("/health").text + service.get("/health/detailed").text, account)
    service.stop()
