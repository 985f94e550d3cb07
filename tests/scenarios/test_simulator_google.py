"""The simulator's Google answers, refuses and fails as the real one does, and as CONTROL.md promises.
The assertions are signed by the openssl command line, not by anything of ours."""
import gzip
import http.client
import socket
import ssl
import time

import pytest

from google_client import base64url, error_of
from processes import wait_until
from web import request, send_raw

ID = "1020827427888435210"


@pytest.mark.parametrize("changed, description", [
    ({"aud": "https://example.com"}, "Invalid JWT: Failed audience check."),
    ({"iss": "nobody@example.com"}, "Invalid grant: account not found"),
    ({"scope": "spreadsheets"}, "Invalid OAuth scope or ID token audience provided."),
    ({"exp": 2}, "Invalid JWT: Token must be a short-lived token"),
    ({"exp": lambda: int(time.time()) + 4000}, "Invalid JWT: Token must be a short-lived token"),
])
def test_an_assertion_with_one_wrong_claim_is_refused(client, changed, description):
    claims = {name: value() if callable(value) else value for name, value in changed.items()}
    answer = client.ask_token(client.assertion(**claims))
    assert answer.status == 400
    assert answer.json()["error_description"].startswith(description)


def test_a_foreign_signature_is_refused_and_counted(client):
    head, _, _ = client.assertion().rpartition(".")
    answer = client.ask_token(head + "." + base64url(bytes(256)).decode())
    assert (answer.status, answer.json()) == (400, {"error": "invalid_grant",
                                                    "error_description": "Invalid JWT Signature."})
    assert client.simulator.get("google")["rejected_signatures"] == 1


def test_answers_look_as_google_prints_them(client):
    client.write("A1", [[ID]])
    answer = client.call("GET", "/values/Sheet1!A1")
    assert answer.text == '{\n  "range": "Sheet1!A1",\n  "majorDimension": "ROWS",\n  "values": [\n    [\n' \
                          f'      "{ID}"\n    ]\n  ]\n}}\n'
    assert answer.header("Content-Type") == "application/json; charset=UTF-8"
    assert answer.header("Cache-Control") == "private"


def test_a_good_answer_comes_in_chunks_and_as_gzip_for_who_takes_it(client):
    client.write("A1", [[ID]])
    plain = client.call("GET", "/values/A1")
    small = client.call("GET", "/values/A1", headers={"Accept-Encoding": "gzip, deflate"})
    assert (plain.header("Transfer-Encoding"), plain.header("Content-Encoding")) == ("chunked", None)
    assert (small.header("Transfer-Encoding"), small.header("Content-Encoding")) == ("chunked", "gzip")
    assert gzip.decompress(small.body) == plain.body
    refused = client.call("GET", "/values/NOPE!A1", headers={"Accept-Encoding": "gzip"})
    assert refused.status == 400 and b"Unable to parse range" in gzip.decompress(refused.body)


def test_google_is_served_over_tls_by_an_authority_of_its_own(client, tmp_path):
    secure = client.simulator.get("tls")
    (tmp_path / "ca.pem").write_text(secure["ca"])
    context = ssl.create_default_context(cafile=tmp_path / "ca.pem")
    for host in ("sheets.googleapis.com", "oauth2.googleapis.com", "www.googleapis.com"):
        with socket.create_connection(("127.0.0.1", secure["port"]), timeout=20) as stream, \
                context.wrap_socket(stream, server_hostname=host) as safe:
            safe.sendall(f"GET /v4/spreadsheets/x HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            assert safe.recv(100).startswith(b"HTTP/1.1 403")
    with socket.create_connection(("127.0.0.1", secure["port"]), timeout=20) as stream, pytest.raises(ssl.SSLCertVerificationError):
        context.wrap_socket(stream, server_hostname="example.com")


def test_a_proxy_leads_to_google_and_what_is_no_tunnel_is_hung_up_on(client, tmp_path):
    secure = client.simulator.get("tls")
    (tmp_path / "ca.pem").write_text(secure["ca"])
    tunnel = http.client.HTTPSConnection("127.0.0.1", secure["proxy_port"], timeout=20,
                                         context=ssl.create_default_context(cafile=tmp_path / "ca.pem"))
    tunnel.set_tunnel("sheets.googleapis.com", 443)
    tunnel.request("GET", client.base + "/values/A1", headers={"Authorization": f"Bearer {client.token}"})
    assert tunnel.getresponse().status == 200
    tunnel.close()
    for nonsense in (b"GET / HTTP/1.1\r\n\r\n", b"x" * 5000, b"CONNECT a:443 HTTP/1.1\r\n\r\ntoo early"):
        assert send_raw(secure["proxy_port"], nonsense) == b""
    assert client.read() is None, "it still serves"


def test_connections_with_tls_can_be_reset(client):
    secure = client.simulator.get("tls")
    client.simulator.post("tls", resets=1)
    context = ssl._create_unverified_context()
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", secure["port"]), timeout=20) as stream:
        context.wrap_socket(stream, server_hostname="x")
    with socket.create_connection(("127.0.0.1", secure["port"]), timeout=20) as stream:
        context.wrap_socket(stream, server_hostname="x").close()


def test_a_token_expires_and_a_revoked_one_is_refused(client):
    client.simulator.post("google/mode", revoke_tokens=True, reads_per_minute=0)
    answer = client.call("GET", "/values/A1")
    assert (answer.status, error_of(answer)["status"]) == (401, "UNAUTHENTICATED")
    client.simulator.post("google/mode", expires_in=2)
    assert client.ask_token(client.assertion()).json()["expires_in"] == 2
    client.log_in()
    wait_until(lambda: client.call("GET", "/values/A1").status == 401, what="the token has expired")
    client.simulator.post("google/mode", expires_in=3599)
    assert client.log_in().call("GET", "/values/A1").status == 200


def test_the_sixty_first_read_of_a_minute_is_refused_as_google_words_it(client):
    client.simulator.post("google/mode", sliding_quota=True)
    answers = [client.call("GET", "/values/A1") for _ in range(61)]
    assert [a.status for a in answers] == [200] * 60 + [429]
    error = error_of(answers[-1])
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert error["details"][0]["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
    assert answers[-1].header("Retry-After") is None
    assert client.write("A1", [["x"]]).status == 200  # the write quota is another one


def test_a_503_after_the_write_leaves_the_write(client):
    client.simulator.post("google", op="write", fate="after", status=503, times=1)
    assert client.write("A1", [[ID]]).status == 503
    assert client.read() == [[ID]]


def test_a_reset_after_the_write_leaves_the_write_and_a_reset_before_it_does_not(client):
    client.simulator.post("google", op="write", fate="after", times=1)
    with pytest.raises(ConnectionError):
        client.write("A1", [["first"]])
    client.simulator.post("google", op="write", fate="reset", times=1)
    with pytest.raises(ConnectionError):
        client.write("A2", [["second"]])
    assert client.read() == [["first"]]
    done = [c["carried_out"] for c in client.simulator.get("google")["calls"] if c["op"] == "write"]
    assert done == [True, False]


def test_a_502_is_html_and_changes_nothing(client):
    client.simulator.post("google", op="any", status=502, times=1)
    answer = client.write("A1", [["x"]])
    assert answer.status == 502 and answer.text.startswith("<!DOCTYPE html>")
    assert client.read() is None


def test_a_truncated_answer_was_carried_out(client):
    client.simulator.post("google", op="write", fate="truncate", times=1)
    with pytest.raises(ConnectionError):
        client.write("A1", [["x"]])
    assert client.read() == [["x"]]


def test_without_the_sheet_being_shared_nothing_can_be_done(client):
    client.simulator.post("google/mode", access="reader")
    assert client.call("GET", "/values/A1").status == 200
    answer = client.write("A1", [["x"]])
    assert (answer.status, error_of(answer)["message"]) == (403, "The caller does not have permission")
    client.simulator.post("google/mode", access="none")
    assert client.call("GET", "/values/A1").status == 403


def test_each_account_has_its_own_right_to_the_sheet(client):
    other = client.colleague("autre@vigie-demo.iam.gserviceaccount.com")
    client.simulator.post("google/mode", access="reader", account=other.account["client_email"])
    assert other.write("A1", [["x"]]).status == 403
    assert other.call("GET", "/values/A1").status == 200
    assert client.write("A1", [["x"]]).status == 200
    client.simulator.post("google/mode", access="none")
    assert client.call("GET", "/values/A1").status == 403
    assert other.call("GET", "/values/A1").status == 200


def test_each_account_has_its_own_quota_and_all_share_the_projects(client):
    other = client.colleague("autre@vigie-demo.iam.gserviceaccount.com")
    client.simulator.post("google/mode", reads_per_minute=2, project_reads_per_minute=3, sliding_quota=True)
    assert [client.call("GET", "/values/A1").status for _ in range(3)] == [200, 200, 429]
    assert [other.call("GET", "/values/A1").status for _ in range(2)] == [200, 429]


def test_a_range_is_protected_against_one_account_and_not_against_the_other(client):
    other = client.colleague("autre@vigie-demo.iam.gserviceaccount.com")
    client.simulator.post("sheet/protection", range="A:D", editors=[client.account["client_email"]])
    assert client.write("A1", [["x"]]).status == 200
    refusal = other.write("A2", [["y"]])
    assert (refusal.status, error_of(refusal)["status"]) == (400, "INVALID_ARGUMENT")
    assert error_of(refusal)["message"].startswith("Invalid data[0]: You are trying to edit a protected cell or object.")
    assert client.read() == [["x"]]


def test_developer_metadata_is_told_by_its_id(client):
    entry = {"metadataId": 12, "metadataKey": "k", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
    client.call("POST", ":batchUpdate", {"requests": [{"createDeveloperMetadata": {"developerMetadata": entry}}]})
    assert client.call("GET", "/developerMetadata/12").json()["metadataKey"] == "k"
    assert client.call("GET", "/developerMetadata/13").status == 404


def test_a_person_can_sort_insert_and_retype(client):
    client.write("A1:B3", [["channel_id", "b"], ["2", "two"], ["1", "one"]])
    client.simulator.post("sheet/rows", do="sort", column=1)
    assert client.read() == [["channel_id", "b"], ["1", "one"], ["2", "two"]]
    client.simulator.post("sheet/rows", do="insert", at=2)
    assert client.read()[1:3] == [[], ["1", "one"]]
    client.simulator.control("PUT", "sheet/cell", {"row": 3, "column": 1, "value": ID})
    assert client.read()[2] == [1.02082742788844e18, "one"]
    who = {e["who"] for e in client.simulator.get("sheet?since=6")["history"]}
    assert who == {"human"}


def test_doubled_and_numeric_keys_are_infractions(client):
    client.write("A1", [[ID], [ID]])
    client.write("A3", [[int(ID)]])
    codes = [v["code"] for v in client.simulator.get("google")["violations"]]
    assert codes == ["duplicate_key", "number_key"]


def test_reset_forgets_the_sheet_and_the_faults_but_not_the_token(client):
    client.write("A1", [["x"]])
    client.simulator.post("google", op="any", status=500, times=-1)
    client.simulator.post("reset")
    assert client.read() is None
    assert client.simulator.get("google")["writes"] == 0


def test_garbage_is_answered_with_a_refusal(client):
    for path in ("/values/%zz", "/values/%00", "/values/", "/values:batchGet?ranges=%", "/nonsense", "?fields=a(b"):
        assert client.call("GET", path).status in (400, 404), path
    answer = request(client.simulator.port, client.base + "/values:batchUpdate", "POST", "{nonsense",
                     {"Authorization": f"Bearer {client.token}"})
    assert (answer.status, error_of(answer)["status"]) == (400, "INVALID_ARGUMENT")
