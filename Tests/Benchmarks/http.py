#!/usr/bin/env python3
"""Measures the function beside its peers: requests a second, latency, and the time from exec to the first answer.

Usage: Tests/Benchmarks/http.py [--seconds N] [--rounds N]
Needs a release build (swift build -c release), wrk, and of its peers what there is: Debian's golang-go, php-cli, webhook and
node-express, and PyPI's flask. The receivers in Go and PHP do the same work, and give the same answer, which is checked; the
others verify nothing, or start a program for each. Peers that are missing are left out. Every round runs all of them; the medians are printed.
"""

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

from measure import BIN, PEERS, ROOT, SAMPLE, SECRETS, Server, answer, request_bytes, signed


FOLDER = tempfile.TemporaryDirectory()


class Peer(Server):
    def first_answer(self):
        """The answer to one delivery; that of a peer that does the same work must be the function's own."""
        process, port, _, _ = self.start()
        _, body = answer(port, request_bytes(self.path, self.headers, self.body))
        end(process)
        return body

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


def end(process):
    """Ends a server, and the workers that it has started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def milliseconds(output, label):
    value, unit = re.search(rf"{label}\s+([\d.]+)(us|ms|s)\b", output).groups()
    return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def peers():
    path, headers, body = signed("instruqt", SAMPLE)
    function = Peer(
        "learnhooks-function", [os.path.join(BIN, "learnhooks-function")], path, headers, body,
        {**SECRETS, "HOST": "127.0.0.1"})
    expected = function.first_answer()
    found = [Peer("bare NIO", [os.path.join(BIN, "BareServer"), "{port}", str(len(expected))], path, headers, body), function]
    if shutil.which("go"):
        receiver = os.path.join(FOLDER.name, "receiver")
        subprocess.check_call(["go", "build", "-o", receiver, os.path.join(PEERS, "receiver.go")])
        found.append(Peer("Go, net/http", [receiver, "{port}"], path, headers, body, SECRETS, expected))
    if shutil.which("php"):
        found.append(Peer(
            "PHP, php -S", ["php", "-q", "-S", "127.0.0.1:{port}", os.path.join(PEERS, "receiver.php")], path, headers,
            body, {**SECRETS, "PHP_CLI_SERVER_WORKERS": str(2 * (os.cpu_count() or 1))}, expected))
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
    for peer in all_peers:
        assert peer.expected in (None, peer.first_answer()), f"{peer.name} answers otherwise"
    results = {peer.name: [] for peer in all_peers}
    for _ in range(options.rounds):
        for peer in all_peers:
            starts = []
            for _ in range(10):
                process, port, first, _ = peer.start()
                starts.append(first * 1000)
                if len(starts) < 10:
                    end(process)
            results[peer.name].append((*peer.load(port, options.seconds, options.connections), statistics.median(starts)))
            end(process)
    bare = [statistics.median(column) for column in zip(*results["bare NIO"])]
    print("| server | requests/s | of bare NIO | p50 ms | p99 ms | exec to first answer, ms | of bare NIO |")
    print("|---|---|---|---|---|---|---|")
    for name, rows in results.items():
        rate, p50, p99, first = (statistics.median(column) for column in zip(*rows))
        print(f"| {name} | {rate:,.0f} | {rate / bare[0]:.0%} | {p50:.2f} | {p99:.2f} | {first:.1f} | {first / bare[3]:.2f} |")


main()
