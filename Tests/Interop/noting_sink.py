"""A destination that notes what it gets, and fails in the ways that destinations fail in.

noting_sink.py NOTES [--fail PERCENT] [--ways CLASS,...] [--seed N]

Prints its port. Each request that was read to its end is a line of NOTES: [time, who sent it, what became of it, [ids]], where the
time is the machine's monotonic one, who sent it is what `Authorization` says, and what became of it is the status of the answer, or
"closed" (stored, and the connection was closed before an answer), "late" (stored, and answered after the sender had lost patience)
or "nonsense" (stored, and the answer was no HTTP). A line is written before the answer is. Without `--fail` all is well; each row
fails at most once where `--ways` is "once". SIGUSR1 makes it well for good.
"""

import argparse
import http.server
import json
import random
import signal
import socket
import struct
import sys
import threading
import time

# By the table of answers: what of it a way belongs to.
WAYS = {
    "refused": ["400", "413", "418", "422"],
    "conflict": ["409"],
    "configuration": ["301", "401", "403", "404", "405", "410", "411", "415", "421", "426", "428", "451", "501", "505"],
    "later": ["402", "408", "425", "429", "502", "503", "504", "reset"],
    "rest": ["500", "closed", "late", "nonsense"],
    "once": ["429", "500", "503", "closed"],
}
STORED = {"closed", "late", "nonsense"}
PATIENCE = 2.0


class Sink(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self):
        arrival = time.monotonic()
        body = self.rfile.read(int(self.headers["content-length"]))
        if len(body) < int(self.headers["content-length"]):
            return
        if "ce-id" in self.headers:
            ids = [self.headers["ce-id"]]
        else:
            value = json.loads(body)
            ids = [event["id"] for event in (value if isinstance(value, list) else [value])]
        way = self.server.way(ids)
        self.server.note([arrival, self.headers.get("authorization", ""), way, ids])
        if way == "closed":
            self.close_connection = True
        elif way == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
        elif way == "nonsense":
            self.wfile.write(b"+OK stored\r\n\r\n")
            self.close_connection = True
        else:
            if way == "late":
                time.sleep(PATIENCE)
            self.answer(200 if way == "late" else int(way))

    do_PUT = do_POST

    def answer(self, status):
        self.send_response(status)
        if status in (429, 503):
            self.send_header("Retry-After", "1")
        if status == 301:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, options):
        super().__init__(("127.0.0.1", options.port), Sink)
        self.notes = open(options.notes, "a", buffering=1)
        self.lock = threading.Lock()
        self.random = random.Random(options.seed)
        self.fail = options.fail
        self.once = "once" in options.ways
        self.ways = options.ways
        self.failed = set()

    def way(self, ids):
        with self.lock:
            if self.random.random() * 100 >= self.fail or self.once and not self.failed.isdisjoint(ids):
                return "200"
            self.failed.update(ids)
            return self.random.choice(WAYS[self.random.choice(self.ways)])

    def note(self, line):
        with self.lock:
            self.notes.write(json.dumps(line) + "\n")

    def handle_error(self, request, address):
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, address)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("notes")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--fail", type=float, default=0)
    parser.add_argument("--ways", type=lambda text: text.split(","), default=["once"])
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    server = Server(options)

    def be_well(*_):
        server.fail = 0

    signal.signal(signal.SIGUSR1, be_well)
    print(server.server_address[1], flush=True)
    server.serve_forever()


main()
