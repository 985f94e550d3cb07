"""As much of Drive as clients of Sheets ask of it: finding, making, sharing and deleting spreadsheets."""
import pytest

from google_client import SCOPE, Client, error_of
from web import request

MIME_TYPE = "application/vnd.google-apps.spreadsheet"
BOTH = f"{SCOPE} https://www.googleapis.com/auth/drive"


@pytest.fixture
def drive(client):
    """Calls Drive: (method, path below /drive/v3/files, body) → the answer."""
    client.token = client.ask_token(client.assertion(scope=BOTH)).json()["access_token"]

    def call(method, path="", body=None):
        return client.raw(method, f"/drive/v3/files{path}", body)
    return call


def names(answer):
    return [file["name"] for file in answer.json()["files"]]


def test_spreadsheets_are_made_and_found_by_name(drive):
    made = drive("POST", body={"name": "Fiches 2026", "mimeType": MIME_TYPE}).json()
    assert (made["name"], made["mimeType"]) == ("Fiches 2026", MIME_TYPE)
    assert names(drive("GET")) == ["Validation", "Fiches 2026"]
    query = "?q=mimeType%20%3D%20'application/vnd.google-apps.spreadsheet'%20and%20name%20=%20'Fiches%202026'&fields=files(id)"
    assert drive("GET", query).json() == {"files": [{"id": made["id"]}]}
    assert error_of(drive("GET", "?q=modifiedTime%20%3E%20'2024'"))["errors"][0]["reason"] == "invalid"


def test_a_spreadsheet_of_ones_own_is_read_and_written_like_any_other(client, drive):
    made = drive("POST", body={"name": "Mine", "mimeType": MIME_TYPE}).json()["id"]
    client.base = f"/v4/spreadsheets/{made}"
    assert client.write("A1", [["x"]]).status == 200
    assert client.read() == [["x"]]
    assert client.simulator.rows() == [], "the spreadsheet of the settings is another one"
    assert drive("PATCH", f"/{made}", {"name": "Yours"}).json()["name"] == "Yours"
    assert drive("DELETE", f"/{made}").status == 204
    assert client.call("GET", "/values/A1").status == 404
    assert error_of(drive("GET", f"/{made}"))["errors"][0]["reason"] == "notFound"


def test_what_is_shared_decides(client, drive):
    email = client.account["client_email"]
    main = client.base.rpartition("/")[2]
    own = next(p for p in drive("GET", f"/{main}/permissions").json()["permissions"] if p["emailAddress"] == email)
    assert own["role"] == "writer"
    assert drive("DELETE", f"/{main}").status == 403
    assert drive("PATCH", f"/{main}/permissions/{own['id']}", {"role": "reader"}).json()["role"] == "reader"
    assert client.write("A1", [["x"]]).status == 403
    assert client.call("GET", "/values/A1").status == 200
    assert drive("POST", f"/{main}/permissions", {"type": "anyone", "role": "writer"}).status == 403
    client.simulator.post("google/mode", access="owner")
    assert drive("DELETE", f"/{main}").status == 204
    client.simulator.post("reset")
    assert client.call("GET", "/values/A1").status == 200, "reset brings it back"


def test_a_token_of_the_sheets_alone_does_not_reach_drive(client):
    answer = client.raw("GET", "/drive/v3/files")
    assert (answer.status, error_of(answer)["message"]) == (403, "Request had insufficient authentication scopes.")


def test_an_api_key_reads_what_anyone_may_read(client, drive):
    main = client.base.rpartition("/")[2]
    keyless = Client.__new__(Client)
    keyless.simulator, keyless.base, keyless.token = client.simulator, client.base, None
    assert keyless.call("GET", "/values/A1?key=AIzaPretend").status == 403
    assert drive("POST", f"/{main}/permissions", {"type": "anyone", "role": "reader"}).status == 200
    assert keyless.call("GET", "/values/A1?key=AIzaPretend").status == 200
    assert keyless.call("POST", "/values/A1:clear?key=AIzaPretend").status == 401
    assert keyless.call("GET", "/values/A1?key=pretend").status == 400
    assert keyless.call("GET", "/values/A1").status == 403


def test_one_token_of_several_is_revoked(client):
    first, second = client.token, client.log_in().token
    client.simulator.post("google/mode", revoke_token=first)
    assert client.call("GET", "/values/A1").status == 200
    client.token = first
    assert client.call("GET", "/values/A1").status == 401
    assert first != second


def test_nonsense_gets_a_refusal(client, drive):
    main = client.base.rpartition("/")[2]
    assert drive("POST", body={"name": "a picture", "mimeType": "image/png"}).status == 400
    assert drive("POST", f"/{main}/permissions", {"type": "nobody", "role": "reader"}).status == 400
    assert drive("POST", f"/{main}/permissions", {"type": "user", "role": "reader"}).status == 400
    assert drive("DELETE", f"/{main}/permissions/999").status == 404
    assert drive("GET", f"/{main}/comments").status == 404
    assert drive("GET", "?fields=files(colour)").status == 400
    broken = request(client.simulator.port, "/drive/v3/files", "POST", "{", {"Authorization": f"Bearer {client.token}"})
    assert broken.status == 400
