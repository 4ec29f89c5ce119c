#!/usr/bin/env python3
"""Measures what strangers cost: 1,020 connections that prove nothing, and an authentic delivery each second beside them.

Usage: Tests/Benchmarks/strangers.py [--seconds N]
Needs a release build (swift build -c release). Prints the most memory that the function held, and the slowest answer to an
authentic delivery. `StrangerTests` asserts the memory; time is nobody's verdict.
"""

import argparse
import json
import os
import resource
import socket
import subprocess
import threading
import time

from measure import BIN, SECRETS

CONNECTIONS = 1020
TOKEN = "a-token-of-knolyx-1234"
HEAD = b"POST /falkor HTTP/1.1\r\nHost: a\r\n"
# Of the right form, so that nothing but the body refutes it.
FORGED = HEAD + b"Falkor-Webhook-Signature: sha256=" + b"ab" * 32 + b"\r\n"
FLOODS = {
    "no token, bodies of 256 KiB but for a byte": HEAD + b"Content-Length: 262144\r\n\r\n" + b"x" * 262143,
    "forged, the same": FORGED + b"Content-Length: 262144\r\n\r\n" + b"x" * 262143,
    "forged, bodies of 1 MiB but for a byte": FORGED + b"Content-Length: 1048576\r\n\r\n" + b"x" * 1048575,
    "forged, in chunks": FORGED + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n" + b"x" * 1000000,
    "forged, half of 32 kB": FORGED + b"Content-Length: 32000\r\n\r\n" + b"x" * 16000,
    "heads of 16 kB without an end": HEAD + b"X: " + b"x" * 16000,
    "200 requests for /metrics, no answer read": b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n" * 200,
}


class Function:
    def __init__(self):
        environment = {**os.environ, **SECRETS, "KNOLYX_SECRETS": TOKEN, "HOST": "127.0.0.1", "PORT": "0"}
        self.process = subprocess.Popen(
            [os.path.join(BIN, "learnhooks-function")], env=environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        self.port = None
        while self.port is None:
            self.port = json.loads(self.process.stderr.readline()).get("http.port")
        threading.Thread(target=lambda: [None for _ in self.process.stderr], daemon=True).start()

    def peak(self):
        """The most memory that it has held, in MB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1000

    def deliver(self):
        """Makes an authentic delivery; the seconds until its answer."""
        body = b'{"id":"1","type":"PING","data":{}}'
        head = f"PUT /knolyx HTTP/1.1\r\nHost: a\r\nX-Webhook-Security-Token: {TOKEN}\r\nContent-Length: {len(body)}\r\n\r\n"
        start = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.port), 60) as connection:
            connection.sendall(head.encode() + body)
            answer = connection.recv(65536)
        assert b" 200 " in answer, answer
        return time.monotonic() - start


def flood(function, request, seconds):
    """Sends a request over all connections, as fast as it is taken, for some seconds."""
    connections = []
    for _ in range(CONNECTIONS):
        connections.append(socket.create_connection(("127.0.0.1", function.port)))
        connections[-1].setblocking(False)
    sent = [0] * CONNECTIONS
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for index, connection in enumerate(connections):
            if sent[index] < len(request):
                try:
                    sent[index] += connection.send(request[sent[index]:sent[index] + 65536])
                except BlockingIOError:
                    pass
                except OSError:
                    sent[index] = len(request)
        time.sleep(0.001)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    print("| 1,020 connections | before, MB | most, MB | authentic deliveries | the slowest, ms |")
    print("|---|---|---|---|---|")
    for name, request in FLOODS.items():
        function = Function()
        before = function.peak()
        flooding = threading.Thread(target=flood, args=(function, request, options.seconds))
        flooding.start()
        times = []
        while flooding.is_alive():
            times.append(function.deliver())
            time.sleep(1)
        print(f"| {name} | {before:.1f} | {function.peak():.1f} | {len(times)} | {1000 * max(times):.0f} |", flush=True)
        function.process.kill()
        function.process.wait()


main()
