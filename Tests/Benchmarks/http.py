#!/usr/bin/env python3
"""Measures the function beside its peers: requests a second, latency, and the time from exec to the first answer.

Usage: Tests/Benchmarks/http.py [--seconds N] [--rounds N]
Needs a release build (swift build -c release), wrk and what peers of Debian there are: wrk, webhook, node-express, and
PyPI's flask. Peers that are missing are left out. Every round runs all of them; the medians are printed.
"""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
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


class Peer:
    def __init__(self, name, command, path, headers, body, environment=None):
        self.name, self.command, self.environment = name, command, environment or {}
        self.path, self.headers, self.body = path, headers, body

    def start(self):
        port = free_port()
        command = [part.replace("{port}", str(port)) for part in self.command]
        environment = {**os.environ, **self.environment, "PORT": str(port)}
        began = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        status, body = answer(port, request_bytes(self.path, self.headers, self.body))
        first = time.monotonic() - began
        assert " 200" in status, (self.name, status, body)
        return process, port, first, len(body)

    def load(self, port, seconds, connections):
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write('wrk.method = "POST"\n')
            script.write(f"wrk.body = {json.dumps(self.body)}\n")
            for name, value in self.headers.items():
                script.write(f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}\n")
            script.flush()
            output = subprocess.check_output(
                ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script.name,
                 f"http://127.0.0.1:{port}{self.path}"], text=True)
        assert "Non-2xx" not in output, (self.name, output)
        rate = float(re.search(r"Requests/sec:\s*([\d.]+)", output)[1])
        return rate, milliseconds(output, "50%"), milliseconds(output, "99%")


def milliseconds(output, label):
    value, unit = re.search(rf"{label}\s+([\d.]+)(us|ms|s)\b", output).groups()
    return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def peers():
    path, headers, body = signed("instruqt", SAMPLE)
    function = Peer(
        "learnhooks-function", [os.path.join(BIN, "learnhooks-function")], path, headers, body,
        {**SECRETS, "HOST": "127.0.0.1"})
    process, _, _, size = function.start()
    process.kill()
    found = [Peer("bare NIO", [os.path.join(BIN, "BareServer"), "{port}", str(size)], path, headers, body), function]
    plain = {"Content-Type": "application/json"}
    if shutil.which("webhook"):
        falkor, signature, text = signed("falkor", os.path.join(ROOT, "events", "falkor", "rewards.json"))
        found.append(Peer(
            "Debian's webhook", ["webhook", "-hooks", os.path.join(PEERS, "hooks.json"), "-ip", "127.0.0.1", "-port",
                                 "{port}"], "/hooks/falkor", signature, text))
    if shutil.which("node") and os.path.isdir("/usr/share/nodejs/express"):
        found.append(Peer("Express sample", ["node", os.path.join(PEERS, "express_sample.js"), "{port}"], "/webhook",
                          plain, body, {"NODE_PATH": "/usr/share/nodejs"}))
    if subprocess.run([sys.executable, "-c", "import flask"], capture_output=True).returncode == 0:
        found.append(Peer("Flask sample", [sys.executable, os.path.join(PEERS, "flask_sample.py"), "{port}"], "/webhook",
                          plain, body))
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=64)
    options = parser.parse_args()
    all_peers = peers()
    results = {peer.name: [] for peer in all_peers}
    for _ in range(options.rounds):
        for peer in all_peers:
            starts = []
            for _ in range(10):
                process, port, first, _ = peer.start()
                starts.append(first * 1000)
                if len(starts) < 10:
                    process.kill()
                    process.wait()
            results[peer.name].append((*peer.load(port, options.seconds, options.connections), statistics.median(starts)))
            process.kill()
            process.wait()
    bare = [statistics.median(column) for column in zip(*results["bare NIO"])]
    print("| server | requests/s | of bare NIO | p50 ms | p99 ms | exec to first answer, ms | of bare NIO |")
    print("|---|---|---|---|---|---|---|")
    for name, rows in results.items():
        rate, p50, p99, first = (statistics.median(column) for column in zip(*rows))
        print(f"| {name} | {rate:,.0f} | {rate / bare[0]:.0%} | {p50:.2f} | {p99:.2f} | {first:.1f} | {first / bare[3]:.2f} |")


main()
