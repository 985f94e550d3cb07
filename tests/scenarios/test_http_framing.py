"""Requests as proxies, probes and people who mean harm write them, byte by byte."""
import pytest

from pretend import Pretend
from service import Service
from web import send_raw

NEXT = b"GET /ping HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("http")
    pretend = Pretend.start(folder)
    running = None
    try:
        running = Service(folder / "vigie", pretend.settings())
        yield running.start_healthy()
        running.stop()
    finally:
        if running:
            running.end()
        pretend.process.end()


def raw(service, line, *headers, body=b"", close=True):
    head = [line, b"Host: h", *headers, *([b"Connection: close"] if close else [])]
    return send_raw(service.port, b"\r\n".join(head) + b"\r\n\r\n" + body)


def head_of(answer):
    return answer.partition(b"\r\n\r\n")[0].lower()


def status_of(answer):
    return int(answer.split(b" ", 2)[1])


def test_head_of_a_stream_tells_http_1_0_nothing_of_chunks(service):
    old = send_raw(service.port, b"HEAD /events HTTP/1.0\r\n\r\n")
    assert status_of(old) == 200 and b"text/event-stream" in head_of(old)
    assert b"transfer-encoding" not in head_of(old)
    assert b"transfer-encoding: chunked" in head_of(raw(service, b"HEAD /events HTTP/1.1"))


@pytest.mark.parametrize("target", [b"/health", b"/ping", b"/unknown", b"/health?cb=1", b"/"])
def test_an_absolute_target_is_answered_like_its_path(service, target):
    path = raw(service, b"GET " + target + b" HTTP/1.1")
    for origin in (b"http://h", b"http://h:10000", b"HTTP://h", b"https://vigie.example"):
        absolute = raw(service, b"GET " + origin + target + b" HTTP/1.1")
        assert status_of(absolute) == status_of(path), origin
        assert absolute.partition(b"\r\n\r\n")[2][:20] == path.partition(b"\r\n\r\n")[2][:20], origin


@pytest.mark.parametrize("target", [b"http://h", b"http://h?cb=1", b"?cb=1", b"/?cb=1"])
def test_an_empty_path_is_the_page(service, target):
    answer = raw(service, b"GET " + target + b" HTTP/1.1")
    assert status_of(answer) == 200 and b"content-type: text/html" in head_of(answer)


@pytest.mark.parametrize("headers", [
    (b"Content-Length: 5", b"Transfer-Encoding: chunked"),
    (b"Transfer-Encoding: chunked", b"Content-Length: 5"),
    (b"content-length: 0", b"Content-Length: 5"),
])
def test_two_statements_of_the_length_close_the_connection(service, headers):
    """What the second one would make of the rest is not to be answered."""
    body = b"0\r\n\r\n" if any(b"chunked" in h for h in headers) else b""
    answer = raw(service, b"GET /ping HTTP/1.1", *headers, body=body + NEXT, close=False)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in head_of(answer)


def test_chunks_in_http_1_0_close_the_connection(service):
    answer = raw(service, b"GET /ping HTTP/1.0", b"Connection: keep-alive", b"Transfer-Encoding: chunked",
                 body=b"0\r\n\r\n" + NEXT, close=False)
    assert answer.count(b"HTTP/1.1 ") == 1


def test_one_statement_keeps_the_connection(service):
    for header, body in ((b"Content-Length: 2", b"xx"), (b"Transfer-Encoding: chunked", b"0\r\n\r\n")):
        answer = raw(service, b"GET /ping HTTP/1.1", header, body=body + NEXT, close=False)
        assert answer.count(b"pong") == 2


def test_an_unknown_path_is_404_whatever_the_method(service):
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert service.get("/unknown", method, body=b"x").status == 404


def test_bytes_that_are_no_request_are_refused_and_not_counted(service):
    before = service.health()["request_count"]
    preface = send_raw(service.port, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000"))
    rubbish = send_raw(service.port, b"\x16\x03\x01 rubbish\r\n\r\n")
    too_large = raw(service, b"POST /ping HTTP/1.1", b"Content-Length: 99999")
    assert [status_of(a) for a in (preface, rubbish, too_large)] == [400, 400, 413]
    assert service.health()["request_count"] == before + 1
