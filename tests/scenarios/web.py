"""A small HTTP client: one connection per request, raw bytes where a test wants them."""
import http.client
import json
import socket


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # list of (name, value), as received
        self.body = body

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def text(self):
        return self.body.decode("utf-8")

    def json(self):
        return json.loads(self.body)


def request(port, path, method="GET", body=None, headers=None, timeout=20, host="127.0.0.1"):
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request(method, path, body=body, headers={"Connection": "close", **(headers or {})})
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())
    except http.client.HTTPException as error:
        raise ConnectionError(repr(error)) from error
    finally:
        connection.close()


def send_raw(port, data, quiet_s=10, host="127.0.0.1"):
    """What comes back for these bytes until the peer closes, or says nothing for quiet_s."""
    received = b""
    with socket.create_connection((host, port), timeout=quiet_s) as stream:
        try:
            stream.sendall(data)
            while chunk := stream.recv(65536):
                received += chunk
        except OSError:
            pass
    return received
