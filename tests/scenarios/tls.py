"""A certificate authority of our own and a proxy that takes TLS off, for the tests of verified connections."""
import socket
import ssl
import subprocess
import threading


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


class Authority:
    """An authority in a folder; `path` is its certificate, for EXTRA_CA_FILE."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.key, self.path = folder / f"{name}.key", folder / f"{name}.pem"
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
                "-keyout", self.key, "-out", self.path)

    def certificate(self, host):
        """(certificate, key) of a server of this name or address."""
        key, request, extensions, certificate = (
            self.folder / f"{self.name}-{host}.{ending}" for ending in ("key", "csr", "ext", "crt"))
        kind = "IP" if host.replace(".", "").isdigit() else "DNS"
        extensions.write_text(f"subjectAltName={kind}:{host}\nbasicConstraints=CA:FALSE\n", "utf-8")
        openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={host}", "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.path, "-CAkey", self.key, "-CAcreateserial", "-days", "2",
                "-extfile", extensions, "-out", certificate)
        return certificate, key


class Terminator:
    """Listens with TLS on a port of its own and passes the plain bytes on to another port of this machine."""

    def __init__(self, certificate, target_port):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate)
        self.target_port = target_port
        self.accepted, self.established = 0, 0
        self.versions = set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                stream, _ = self.listener.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self.serve, args=(stream,), daemon=True).start()

    def serve(self, stream):
        try:
            secure = self.context.wrap_socket(stream, server_side=True)
        except OSError:
            stream.close()
            return
        self.established += 1
        self.versions.add(secure.version())
        plain = socket.create_connection(("127.0.0.1", self.target_port))
        # Both directions in turn: an SSLSocket is not to be read and written by two threads at once.
        secure.settimeout(0.02)
        plain.settimeout(0.02)
        try:
            while pass_on(secure, plain) and pass_on(plain, secure):
                pass
        except OSError:
            pass
        secure.close()
        plain.close()

    def close(self):
        self.listener.close()


def pass_on(source, target):
    """Moves what is there; False at the end of the stream."""
    try:
        data = source.recv(65536)
    except (TimeoutError, ssl.SSLWantReadError):
        return True
    if data:
        target.settimeout(30)
        target.sendall(data)
        target.settimeout(0.02)
    return bool(data)
