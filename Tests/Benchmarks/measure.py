"""What benchmarks share: signed deliveries, and servers that are timed from exec to their first answer."""

import json
import os
import re
import socket
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.path.join(ROOT, ".build", "release")
PEERS = os.path.join(ROOT, "Tests", "Benchmarks", "peers")
SAMPLE = os.path.join(ROOT, "events", "instruqt", "track.completed.json")
SECRETS = {
    "INSTRUQT_SECRETS": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "FALKOR_SECRETS": "ff820d62b80b7c2789286f691b5e89bd",
}


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def signed(platform, sample):
    """A delivery as its platform would send it now: path, headers, body."""
    output = subprocess.check_output(
        [os.path.join(BIN, "learnhooks"), "sign", platform, sample], env={**os.environ, **SECRETS})
    delivery = json.loads(output)
    return delivery["rawPath"], delivery["headers"], delivery["body"]


def request_bytes(path, headers, body):
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def answer(port, request, patience=10.0):
    """Sends a request as soon as somebody listens, and returns the answer."""
    end = time.monotonic() + patience
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as connection:
                connection.sendall(request)
                data = b""
                while b"\r\n\r\n" not in data:
                    more = connection.recv(65536)
                    if not more:
                        raise OSError("closed")
                    data += more
                head, _, rest = data.partition(b"\r\n\r\n")
                length = int(re.search(rb"(?i)content-length: *(\d+)", head)[1])
                while len(rest) < length:
                    rest += connection.recv(65536)
                return head.split(b"\r\n")[0].decode(), rest
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.0002)


class Server:
    """A server that takes a delivery."""

    def __init__(self, name, command, path, headers, body, environment=None, expected=None):
        self.name, self.command, self.environment, self.expected = name, command, environment or {}, expected
        self.path, self.headers, self.body = path, headers, body

    def start(self):
        port = free_port()
        command = [part.replace("{port}", str(port)) for part in self.command]
        environment = {**os.environ, **self.environment, "PORT": str(port)}
        began = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        status, body = answer(port, request_bytes(self.path, self.headers, self.body))
        first = time.monotonic() - began
        assert " 200" in status, (self.name, status, body)
        return process, port, first, len(body)
