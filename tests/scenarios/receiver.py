"""A small HTTP(S) server on loopback that takes what is sent to people, and answers as it is told."""
import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Received:
    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.at = time.monotonic()
        self.answer = None

    @property
    def path(self):
        return urlsplit(self.target).path

    @property
    def text(self):
        return self.body.decode("utf-8")

    def json(self):
        return json.loads(self.body)

    def header(self, name):
        """UTF-8, which the library takes for Latin-1."""
        value = self.headers.get(name)
        return None if value is None else value.encode("latin-1").decode("utf-8")

    @property
    def alert_id(self):
        """Of the alert, as webhook or as text."""
        if self.body.startswith(b"{"):
            body = self.json()
            text = body["embeds"][0]["footer"]["text"] if "embeds" in body else body["content"]
        else:
            text = self.text
        return text.rpartition("lerte ")[2].strip()


class Receiver:
    """`answer`: (status, headers, body), or a function of the request that returns one; None closes without an answer, and
    "nothing" never answers. `requests`: all that came. `unanswered`: ports of clients that wait for nothing, of all receivers."""

    unanswered = set()

    def __init__(self, certificate=None):
        self.requests, self.answer, self.tls = [], (204, {}, b""), certificate is not None
        self.ended = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self):
                length = int(self.headers.get("Content-Length") or 0)
                received = Received(self.command, self.path, self.headers, self.rfile.read(length))
                receiver.requests.append(received)
                answer = receiver.answer(received) if callable(receiver.answer) else receiver.answer
                received.answer = answer
                self.close_connection = True
                if answer == "nothing":
                    Receiver.unanswered.add(self.client_address[1])
                    receiver.ended.wait(60)
                    return
                if answer is None:
                    return
                status, headers, body = answer
                self.send_response_only(status)
                for name, value in {"Content-Length": str(len(body)) if status != 204 else None, "Connection": "close", **headers}.items():
                    if value is not None:
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_HEAD = do_PUT = handle_one

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # a client that hangs up

        self.server = Server(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def url(self, path):
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}{path}"

    def close(self):
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()


def discord(status, body=None, **headers):
    """An answer as Discord gives it."""
    return (status, {"Content-Type": "application/json", "Via": "1.1 google",
                     **{name.replace("_", "-"): value for name, value in headers.items()}}, json.dumps(body or {}).encode())


CLOUDFLARE_1015 = (429, {"Content-Type": "text/html; charset=UTF-8", "Retry-After": "3600"},
                   b"<html><title>Access denied</title>error code: 1015</html>")
