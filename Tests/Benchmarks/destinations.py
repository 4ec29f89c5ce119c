#!/usr/bin/env python3
"""Measures deliveries to one destination on loopback, over http and over https: requests a second, and memory at the end.

Usage: Tests/Benchmarks/destinations.py [--function FILE] [--seconds N] [--rounds N] [--connections N]
Needs learnhooks-function (a release build, unless another is named), openssl, and Debian's nginx and wrk. Connections are kept, as
both ends do by default. Every round runs both; the medians are printed.
"""

import argparse
import os
import re
import statistics
import subprocess
import tempfile

from measure import BIN, free_port

BODY = '{"id":"1","type":"COURSE_COMPLETED","data":{"course":{"id":1,"name":"a"},"user":{"id":2,"name":"b"}}}'
TOKEN = "token-generated-client-side"
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error; worker_processes 1;
events {{ worker_connections 4096; }}
http {{
    access_log off; keepalive_requests 1000000000; client_body_temp_path {folder};
    server {{
        listen 127.0.0.1:{http}; listen 127.0.0.1:{https} ssl;
        ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
        location / {{ return 202; }}
    }}
}}
"""


def certify(folder):
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run(
        ["openssl", "req", "-x509", *key, "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", f"{folder}/server.key", "-out", f"{folder}/server.pem"],
        check=True, capture_output=True)


def run(function, url, folder, options):
    process = subprocess.Popen(
        [function], stderr=subprocess.PIPE, text=True,
        env={"KNOLYX_SECRETS": TOKEN, "ACTIONS_TO": url, "SSL_CERT_FILE": f"{folder}/server.pem", "PORT": "0",
             "HOST": "127.0.0.1"})
    port = None
    while port is None:
        found = re.search(r'"http.port":(\d+)', process.stderr.readline())
        port = found and found[1]
    # What it says of each delivery is read by nobody.
    drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(f"wrk.method = 'PUT'\nwrk.body = '{BODY}'\nwrk.headers['X-Webhook-Security-Token'] = '{TOKEN}'\n")
        script.flush()
        output = subprocess.check_output(
            ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "-s", script.name,
             f"http://127.0.0.1:{port}/knolyx"], text=True)
    assert "Non-2xx" not in output, output
    memory = int(re.search(r"VmHWM:\s*(\d+)", open(f"/proc/{process.pid}/status").read())[1]) / 1024
    process.kill()
    process.wait()
    drain.wait()
    return float(re.search(r"Requests/sec:\s*([\d.]+)", output)[1]), memory


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--function", default=os.path.join(BIN, "learnhooks-function"))
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        certify(folder)
        ports = {"http": free_port(), "https": free_port()}
        with open(f"{folder}/nginx.conf", "w") as file:
            file.write(NGINX.format(folder=folder, **ports))
        nginx = subprocess.Popen(["nginx", "-c", f"{folder}/nginx.conf"], stderr=subprocess.DEVNULL)
        try:
            results = {scheme: [] for scheme in ports}
            for _ in range(options.rounds):
                for scheme, port in ports.items():
                    results[scheme].append(run(options.function, f"{scheme}://localhost:{port}/", folder, options))
        finally:
            nginx.terminate()
            nginx.wait()
    medians = {scheme: [statistics.median(column) for column in zip(*rows)] for scheme, rows in results.items()}
    print("| destination | deliveries/s | of http | peak memory, MB |")
    print("|---|---|---|---|")
    for scheme, (rate, memory) in medians.items():
        print(f"| {scheme} | {rate:,.0f} | {rate / medians['http'][0]:.0%} | {memory:.1f} |")


main()
