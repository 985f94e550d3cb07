"""The faults of the simulator's Google that outlast a call: writes that land late, reads that lag behind, answers that drip."""
import socket

import pytest

from google_client import error_of
from processes import wait_until


@pytest.mark.parametrize("end", [{"fate": "reset"}, {"status": 503}])
def test_a_write_can_land_after_its_sender_has_given_up(client, end):
    client.simulator.post("google", op="write", commit_ms=700, **end)
    try:
        assert client.write("A1", [["late"]]).status == 503
    except ConnectionError:
        assert end["fate"] == "reset"
    assert client.simulator.get("google")["calls"][-1]["carried_out"] is False
    wait_until(lambda: client.simulator.get("google")["landed_late"] == 1, what="it lands")
    assert client.read() == [["late"]]
    [edit] = client.simulator.get("sheet")["history"]
    arrival = next(c for c in client.simulator.get("google")["calls"] if c["op"] == "write")["at_ms"]
    assert edit["at_ms"] - arrival >= 650, "when it was due"


def test_late_writes_land_in_the_order_of_their_time_and_lose_to_nobody(client):
    for delay, value in ((900, "second"), (600, "first")):
        client.simulator.post("google", op="write", commit_ms=delay, status=504)
        client.write("A1", [[value]])
    client.write("A1", [["at once"]])
    wait_until(lambda: client.simulator.get("google")["landed_late"] == 2, what="both land")
    history = client.simulator.get("sheet")["history"]
    assert [edit["after"]["value"] for edit in history] == ["at once", "first", "second"]


def test_a_write_that_google_would_refuse_does_not_land_late(client):
    client.simulator.post("google", op="write", commit_ms=100, status=503)
    assert client.write("NOPE!A1", [["x"]]).status == 503
    wait_until(lambda: client.simulator.get("google")["landed_late"] == 1, what="its time comes")
    assert client.simulator.get("sheet")["history"] == []


def test_reads_can_lag_behind_what_was_written(client):
    client.write("A1", [["old"]])
    client.simulator.post("google/mode", stale_reads_ms=1000000)
    assert client.write("A1", [["new"]]).status == 200
    assert client.read() == [["old"]]
    assert client.simulator.get("google")["stale_reads"] == 1
    assert client.simulator.rows()[0][0]["value"] == "new", "the sheet itself has it"
    client.simulator.post("google/mode", stale_reads_ms=0)
    assert client.read() == [["new"]]


def test_reads_catch_up_by_themselves(client):
    client.simulator.post("google/mode", stale_reads_ms=500, reads_per_minute=0)
    client.write("A1", [["new"]])
    wait_until(lambda: client.read() == [["new"]], what="the lag is over")


def test_an_answer_can_arrive_byte_by_byte(client):
    client.write("A1", [["whole"]])
    client.simulator.post("google", op="read", fate="drip", delay_ms=1)
    assert client.read() == [["whole"]]


def test_who_is_tired_of_a_dripping_answer_may_leave(client):
    client.simulator.post("google", op="read", fate="drip", delay_ms=20, times=1)
    with socket.create_connection(("127.0.0.1", client.simulator.port), timeout=20) as stream:
        stream.sendall(f"GET {client.base}/values/A1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {client.token}\r\n\r\n".encode())
        received = b""
        while b"\r\n\r\n1\r\n{\r\n" not in received:  # a chunk of one byte
            received += stream.recv(4096)
        assert not received.endswith(b"0\r\n\r\n"), "it is not over"
    assert client.read() is None


def test_a_content_type_can_be_wrong(client):
    client.simulator.post("google", op="read", status=200, body="ok", content_type="text/plain")
    answer = client.call("GET", "/values/A1")
    assert (answer.status, answer.text, answer.header("Content-Type")) == (200, "ok", "text/plain")


def test_a_script_may_be_for_one_kind_of_call(client):
    client.simulator.post("google", op="write", status=500, path="values:batchUpdate", times=-1)
    assert client.call("POST", "/values/A1:clear").status == 200
    assert client.write("A1", [["x"]]).status == 500


def test_the_project_has_a_quota_beside_the_accounts(client):
    client.simulator.post("google/mode", sliding_quota=True, project_writes_per_minute=2)
    answers = [client.write("A1", [["x"]]) for _ in range(3)]
    assert [a.status for a in answers] == [200, 200, 429]
    [info, _] = error_of(answers[-1])["details"]
    assert (info["metadata"]["quota_limit"], info["metadata"]["quota_limit_value"], info["metadata"]["quota_unit"]) == \
        ("WriteRequestsPerMinutePerProject", "2", "1/min/{project}")
    assert "per user" not in error_of(answers[-1])["message"]


def test_a_colon_in_a_title_narrows_writes_only_once_that_is_switched_on(client):
    client.simulator.post("sheet/rows", do="rename", title="foo:bar")
    append = "/values/'foo:bar':append?valueInputOption=RAW"
    assert client.call("POST", append, {"values": [["a", "b"]]}).status == 200
    client.simulator.post("google/mode", colon_titles=True)
    for answer in (client.call("POST", append, {"values": [["c", "d"]]}), client.write("'foo:bar'!A2", [["c", "d"]])):
        assert (answer.status, error_of(answer)["message"]) == \
            (400, "Requested writing within range ['foo:bar'!A2], but tried writing to column [B]")
    assert client.write("'foo:bar'!A2:B2", [["c", "d"]]).status == 200
    assert client.read("'foo:bar'") == [["a", "b"], ["c", "d"]]


def test_find_replace_knows_regular_expressions_once_that_is_switched_on(client):
    client.write("A1", [["Google Sheets"], ["Google Docs"]])
    ask = {"requests": [{"findReplace": {"find": "o.* (.*)", "replacement": "$1 Rocks", "searchByRegex": True, "sheetId": 0}}]}
    assert client.call("POST", ":batchUpdate", ask).status == 400
    client.simulator.post("google/mode", regex_replace=True)
    answer = client.call("POST", ":batchUpdate", ask)
    assert answer.json()["replies"][0]["findReplace"]["occurrencesChanged"] == 2
    assert client.read() == [["GSheets Rocks"], ["GDocs Rocks"]]
    client.simulator.post("reset")
    assert client.call("POST", ":batchUpdate", ask).status == 400, "a reset switches it off"


def test_nonsense_in_a_script_is_named(client):
    for wrong in ({"op": "write", "commit_ms": 5}, {"op": "wrote"}, {"op": "write", "fate": "lost"}):
        with pytest.raises(AssertionError, match="400"):
            client.simulator.post("google", **wrong)
    assert client.simulator.get("google")["faults"] == 0
