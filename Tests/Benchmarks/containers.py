#!/usr/bin/env python3
"""Measures what goes into an image: its size, the time from exec to the first verified answer, memory at idle, and one call over
standard input; beside the same program linked otherwise, a bare NIO server, a C program and the Flask sample.

Usage: Tests/Benchmarks/containers.py [--rounds N]
Needs the runner (swift build -c release), and gcc; builds what else it needs. Peers that are missing are left out.
"""

import argparse
import gzip
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from measure import PEERS, ROOT, SAMPLE, SECRETS, Server, free_port, signed

FULL = ["--static-swift-stdlib", "-Xswiftc", "-static-executable"]


def build(product, scratch, flags):
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", product, "--scratch-path", scratch, *flags, "-Xlinker", "-s"],
        cwd=ROOT, check=True, stdout=sys.stderr)
    return os.path.join(ROOT, scratch, "release", product)


def memory(server):
    """What a server holds that listens and was asked nothing: all that is resident, and what is not its program's file."""
    port = free_port()
    process = subprocess.Popen(
        [part.replace("{port}", str(port)) for part in server.command], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env={**os.environ, **server.environment, "PORT": str(port)})
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            break
        except OSError:
            time.sleep(0.005)
    time.sleep(0.1)
    with open(f"/proc/{process.pid}/status") as status:
        fields = {line.split(":")[0]: line.split()[1] for line in status if line.startswith(("VmRSS", "RssAnon"))}
    process.kill()
    process.wait()
    return int(fields["VmRSS"]) / 1024, int(fields["RssAnon"]) / 1024


def compressed(program):
    with open(program, "rb") as file:
        return len(gzip.compress(file.read(), 9)) / (1 << 20)


def call(command):
    """One run with the sample as standard input, from spawn to exit."""
    files = [(os.POSIX_SPAWN_OPEN, 0, SAMPLE, os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    began = time.monotonic()
    _, status = os.waitpid(os.posix_spawn(command[0], command, {}, file_actions=files), 0)
    assert status == 0, command
    return (time.monotonic() - began) * 1000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    path, headers, body = signed("instruqt", SAMPLE)
    plain = {"Content-Type": "application/json"}
    environment = {**SECRETS, "HOST": "127.0.0.1"}
    static = build("learnhooks-function", ".build-static", FULL)
    servers = [
        Server("bare NIO, fully static", [build("BareServer", ".build-static", FULL), "{port}", "600"], path, headers, body),
        Server("learnhooks-function, fully static", [static], path, headers, body, environment),
        Server("the same, --static-swift-stdlib",
               [build("learnhooks-function", ".build-stdlib", ["--static-swift-stdlib"])], path, headers, body, environment),
    ]
    with tempfile.TemporaryDirectory() as folder:
        if shutil.which("gcc"):
            program = os.path.join(folder, "one_answer")
            subprocess.run(["gcc", "-O2", "-static", "-s", "-o", program, os.path.join(PEERS, "one_answer.c")], check=True)
            servers.append(Server("C, static, one fixed answer", [program, "{port}"], path, headers, body))
        if subprocess.run([sys.executable, "-c", "import flask"], capture_output=True).returncode == 0:
            servers.append(Server("python3 with the Flask sample", [sys.executable, os.path.join(PEERS, "flask_sample.py"), "{port}"],
                                  "/webhook", plain, body))
        calls_of = {server.name: [server.command[0], "--stdin"] for server in servers[1:3]}
        if shutil.which("gcc"):
            source = os.path.join(folder, "nothing.c")
            with open(source, "w") as file:
                file.write("int main(void) { return 0; }")
            calls_of["C, static, one fixed answer"] = [os.path.join(folder, "nothing")]
            subprocess.run(["gcc", "-O2", "-static", "-s", "-o", calls_of["C, static, one fixed answer"][0], source], check=True)
        firsts, idle, calls = ({server.name: [] for server in servers} for _ in range(3))
        for _ in range(rounds):
            for server in servers:
                process, _, first, _ = server.start()
                firsts[server.name].append(first * 1000)
                process.kill()
                process.wait()
                idle[server.name].append(memory(server))
                if server.name in calls_of:
                    calls[server.name].append(call(calls_of[server.name]))
        bare = statistics.median(firsts[servers[0].name])
        print("| program | gzipped, MB | exec to first answer, ms | of bare NIO | idle, MB | of it its own | one call by standard input, ms |")
        print("|---|---|---|---|---|---|---|")
        for server in servers:
            first = statistics.median(firsts[server.name])
            resident, own = (statistics.median(column) for column in zip(*idle[server.name]))
            took = f"{statistics.median(calls[server.name]):.1f}" if calls[server.name] else ""
            size = "" if server.command[0] == sys.executable else f"{compressed(server.command[0]):.1f}"
            print(f"| {server.name} | {size} | {first:.1f} | {first / bare:.2f} | {resident:.1f} | {own:.1f} | {took} |")


main()
