"""A WebSocket client of the Gateway that does what it is told, also what is forbidden."""
import base64
import json
import os
import socket
import struct
import zlib

IDENTIFY_PROPERTIES = {"os": "linux", "browser": "test", "device": "test"}


class Closed(Exception):
    """The connection ended: with the code of a Close frame, or None."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class RawGateway:
    def __init__(self, port, path="/?v=10&encoding=json", timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.inflater = zlib.decompressobj() if "zlib-stream" in path else None
        self.pending = b""
        self.compressed = b""
        self.messages_of_last_payload = 0
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                             f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += self._receive()
        head, _, self.pending = head.partition(b"\r\n\r\n")
        self.status = int(head.split()[1])
        lines = (line.partition(":") for line in head.decode().split("\r\n")[1:])
        self.headers = {name.lower(): value.strip() for name, _, value in lines}

    def _receive(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            raise Closed(None) from None
        if not data:
            raise Closed(None)
        return data

    def _take(self, count):
        while len(self.pending) < count:
            self.pending += self._receive()
        taken, self.pending = self.pending[:count], self.pending[count:]
        return taken

    def frame(self):
        """One frame: opcode and payload. A Close frame raises Closed."""
        first, second = self._take(2)
        length = second & 127
        if length == 126:
            length, = struct.unpack(">H", self._take(2))
        elif length == 127:
            length, = struct.unpack(">Q", self._take(8))
        data = self._take(length)
        if first & 15 == 8:
            raise Closed(struct.unpack(">H", data[:2])[0] if data else 1005)
        return first & 15, data

    def receive(self):
        """One payload."""
        if not self.inflater:
            return json.loads(self.frame()[1])
        self.messages_of_last_payload = 0
        self.compressed = b""
        while not self.compressed.endswith(b"\x00\x00\xff\xff"):
            self.compressed += self.frame()[1]
            self.messages_of_last_payload += 1
        return json.loads(self.inflater.decompress(self.compressed))

    def receive_until(self, wanted):
        """Payloads up to the first whose `t` or `op` is that."""
        seen = []
        while not seen or wanted not in (seen[-1]["t"], seen[-1]["op"]):
            seen.append(self.receive())
        return seen

    def send_frame(self, data, opcode=1, masked=True, mask=None):
        mask = (mask or os.urandom(4)) if masked else b""
        head = bytes([0x80 | opcode])
        bit = 0x80 if masked else 0
        if len(data) < 126:
            head += bytes([bit | len(data)])
        elif len(data) < 65536:
            head += bytes([bit | 126]) + struct.pack(">H", len(data))
        else:
            head += bytes([bit | 127]) + struct.pack(">Q", len(data))
        if masked:
            data = bytes(b ^ mask[i % 4] for i, b in enumerate(data))
        self.socket.sendall(head + mask + data)

    def send(self, op, d, masked=True):
        self.send_frame(json.dumps({"op": op, "d": d}).encode(), masked=masked)

    def identify(self, token, intents=1 | 512 | 32768, **more):
        self.send(2, {"token": token, "intents": intents, "properties": IDENTIFY_PROPERTIES, **more})

    def resume(self, token, session_id, seq):
        self.send(6, {"token": token, "session_id": session_id, "seq": seq})

    def close(self, code=None):
        if code is not None:
            self.send_frame(struct.pack(">H", code), opcode=8)
            try:
                while True:
                    self.frame()
            except (Closed, OSError):
                pass
        self.socket.close()

    def closed(self):
        """Waits for the end; the code of the server's Close frame, or None."""
        try:
            while True:
                self.frame()
        except Closed as end:
            return end.code
