"""What the proofs of durable delivery share: the function with a journal, its sinks, who sends to it, and what must hold at the end."""

import collections
import contextlib
import http.client
import json
import os
import queue
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time

import journeys

FOLDER = os.path.dirname(os.path.abspath(__file__))
# What only something that hangs takes.
PATIENCE = 300


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def wait(condition, what, patience=PATIENCE):
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not in {patience} s")
        time.sleep(0.01)


Request = collections.namedtuple("Request", "time sender outcome ids")


class Sink:
    """A sink in a process of its own, and its notes."""

    def __init__(self, folder, name, format, *options):
        self.name, self.format = name, format
        self.notes = os.path.join(folder, f"{name}.notes")
        self.options = options
        self.port = None
        self.start()

    def start(self):
        port = ["--port", str(self.port)] if self.port else []
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(FOLDER, "noting_sink.py"), self.notes, *port, *self.options], stdout=subprocess.PIPE,
            text=True)
        self.port = int(self.process.stdout.readline())

    def takes(self, action):
        return self.format != "xapi" or action.kind not in journeys.WITHOUT_STATEMENT

    def be_well(self):
        self.process.send_signal(signal.SIGUSR1)

    def requests(self):
        with open(self.notes) as file:
            return [Request(*json.loads(line)) for line in file if line.endswith("\n")]

    def arrivals(self):
        """Who brought each id and what became of it, in the order of arrival."""
        found = collections.defaultdict(list)
        for request in self.requests():
            for id in request.ids:
                found[id].append(request)
        return found

    def end(self):
        self.process.kill()
        self.process.wait()


def is_taken(request):
    return request.outcome == "200" or not request.outcome.isdigit() and request.outcome != "reset"


class Function:
    """The function with a journal, which is killed and started again at the same port."""

    def __init__(self, program, folder, sinks, **environment):
        self.program, self.folder, self.sinks = program, folder, sinks
        self.journal = os.path.join(folder, "journal.sqlite")
        self.port = free_port()
        self.environment = environment
        self.starts = []
        self.kills = []
        self.process = None

    def start(self, wrapper=(), **environment):
        number = str(len(self.starts) + 1)
        destinations = {}
        for sink in self.sinks:
            prefix = f"DESTINATION_{sink.name.upper()}_"
            destinations |= {
                prefix + "URL": f"http://127.0.0.1:{sink.port}/", prefix + "FORMAT": sink.format,
                prefix + "AUTHORIZATION": number}
        with open(os.path.join(self.folder, "function.log"), "ab") as log:
            self.starts.append(time.monotonic())
            self.process = subprocess.Popen(
                [*wrapper, self.program], stderr=log, stdout=subprocess.DEVNULL, env={
                    "PATH": os.environ["PATH"], **journeys.ENVIRONMENT, **destinations, "JOURNAL": self.journal,
                    "HOST": "127.0.0.1", "PORT": str(self.port), "LOG_LEVEL": "notice", **self.environment, **environment})

    def is_ready(self):
        assert self.process.poll() is None, f"the function has ended: {self.last_words()}"
        return self.get("/health/readiness") == 200

    def get(self, path):
        """The status of an answer; 0 where there was none."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            try:
                connection.request("GET", path)
                return connection.getresponse().status
            except (OSError, http.client.HTTPException):
                return 0

    def last_words(self):
        with open(os.path.join(self.folder, "function.log")) as log:
            return "".join(log.readlines()[-3:]).strip()

    def run(self, **environment):
        self.start(**environment)
        wait(self.is_ready, "the function is ready")

    def kill(self):
        self.process.kill()
        self.died()

    def died(self):
        self.process.wait()
        self.kills.append(time.monotonic())

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def query(self, statement):
        """Rows of the journal's file, while no function runs."""
        with contextlib.closing(sqlite3.connect(self.journal)) as connection:
            return connection.execute(statement).fetchall()

    def places(self):
        """The place of each id in the log."""
        return {id.decode(): seq for seq, id in self.query("SELECT seq, id FROM action")}


class Sender:
    """Sends deliveries over several connections, as platforms do: what is not acknowledged is sent again, or given up."""

    def __init__(self, function, seed, connections=8, rate=400):
        self.function = function
        self.deliveries = journeys.deliveries(seed)
        self.random = random.Random(f"sender {seed}")
        self.lock = threading.Lock()
        self.again = queue.SimpleQueue()
        self.pause = connections / rate
        self.sent, self.acknowledged, self.others = {}, {}, collections.Counter()
        self.copies = 0
        self.left = 0
        self.under_way = 0
        self.is_ended = False
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(connections)]
        for thread in self.threads:
            thread.start()

    def send(self, count):
        """Makes it send so many more deliveries."""
        with self.lock:
            self.left += count

    def next(self):
        with self.lock:
            with contextlib.suppress(queue.Empty):
                delivery = self.again.get_nowait()
                self.under_way += 1
                return delivery
            if self.left == 0:
                return None
            self.left -= 1
            self.under_way += 1
            return next(self.deliveries)

    def is_idle(self):
        with self.lock:
            return self.left == self.under_way == 0 and self.again.empty()

    def work(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.function.port, timeout=60)
        while not self.is_ended:
            delivery = self.next()
            if delivery is None:
                time.sleep(0.005)
                continue
            status = None
            try:
                status = self.try_once(connection, delivery)
            except ConnectionRefusedError:
                pass
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            with self.lock:
                self.under_way -= 1
                if status in (200, 201, 202, 204):
                    self.copies += delivery.number in self.acknowledged
                    self.acknowledged[delivery.number] = delivery
                elif status not in (None, 0, 503):
                    self.others[status] += 1
                elif status is None or self.random.random() < 0.8:
                    self.again.put(delivery)
            time.sleep(self.pause if status else 0.01)

    def try_once(self, connection, delivery):
        method, path, headers = delivery.request(time.time())
        if connection.sock is None:
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self.lock:
            self.sent[delivery.number] = delivery
        connection.request(method, path, delivery.body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def end(self):
        self.is_ended = True
        for thread in self.threads:
            thread.join()


def end(sender, function, sinks):
    """Ends what still runs, however it came to that."""
    sender.is_ended = True
    if function.process and function.process.poll() is None:
        function.kill()
    for sink in sinks:
        sink.end()


def ids(deliveries, sink):
    return {action.id for delivery in deliveries.values() for action in delivery.due if sink.takes(action)}


def drain(sender, sinks):
    """Lets everything come to its end: the sender first, then what is in the journal; says what does not."""
    for sink in sinks:
        sink.be_well()
    wait(sender.is_idle, "everything was acknowledged or given up")
    for sink in sinks:
        due = ids(sender.acknowledged, sink)
        missing = due

        def is_there():
            nonlocal missing
            missing = due.difference(id for id, requests in sink.arrivals().items() if any(map(is_taken, requests)))
            time.sleep(0.2 if missing else 0)
            return not missing

        try:
            wait(is_there, f"{sink.name} has all {len(due)}", patience=120)
        except AssertionError as error:
            print(f"{error}; {len(missing)} are missing", file=sys.stderr)


class Account:
    """What is known at the end of a run, and the claims about it."""

    def __init__(self, function, sender):
        self.function, self.sender = function, sender
        self.places = function.places()
        self.faults = []
        self.figures = {}

    def claim(self, holds, text):
        if not holds:
            self.faults.append(text)

    def is_stored(self):
        """Each action of what was acknowledged stands in the log, and nothing that was not sent."""
        due = {action.id for delivery in self.sender.acknowledged.values() for action in delivery.due}
        sent = {action.id for delivery in self.sender.sent.values() for action in delivery.due}
        lost = due - self.places.keys()
        self.figures["lost"] = len(lost)
        self.claim(not lost, f"{len(lost)} of {len(due)} acknowledged actions are not in the log: {sorted(lost)[:3]}")
        # A row of the log that stands for a whole delivery has an id of its own.
        actions = {id.decode() for id, in self.function.query("SELECT id FROM action WHERE kind IS NOT NULL")}
        strange = actions - sent
        self.claim(not strange, f"{len(strange)} actions in the log were never sent: {sorted(strange)[:3]}")
        self.claim(not self.sender.others, f"answers that nobody expected: {dict(self.sender.others)}")

    def is_delivered(self, sink, excused=frozenset()):
        """Each action of what was acknowledged arrived, and nothing that was not sent."""
        got = {id for id, requests in sink.arrivals().items() if any(map(is_taken, requests))}
        due, sent = ids(self.sender.acknowledged, sink), ids(self.sender.sent, sink)
        missing, strange = due - got - excused, got - sent
        self.figures[f"{sink.name} due"], self.figures[f"{sink.name} got"] = len(due), len(got)
        self.claim(not missing, f"{sink.name}: {len(missing)} of {len(due)} are missing: {sorted(missing)[:3]}")
        self.claim(not strange, f"{sink.name}: {len(strange)} were never sent: {sorted(strange)[:3]}")

    def is_repeated_by_kills_alone(self, sink):
        """What came again was brought by another process, or its answer was none; says how long before the kill it came first."""
        repeats, distances, wrong = 0, [], []
        for id, requests in sink.arrivals().items():
            for first, again in zip(taken := [request for request in requests if is_taken(request)], taken[1:]):
                repeats += 1
                if first.sender != again.sender:
                    distances.append(max(0, self.function.kills[int(first.sender) - 1] - first.time))
                elif first.outcome == "200":
                    wrong.append(id)
        self.claim(not wrong, f"{sink.name}: {len(wrong)} came twice from one process, the first time answered 200: {wrong[:3]}")
        self.figures[f"{sink.name} repeats"] = repeats
        if distances:
            self.figures[f"{sink.name} before the kill, s"] = round(max(distances), 3)

    def is_in_order(self, sink):
        """Of one learner, first arrivals are in the order of the log."""
        learners = {
            action.id: action.learner for delivery in self.sender.sent.values() for action in delivery.due}
        last = {}
        for id, requests in sink.arrivals().items():
            first = next((request for request in requests if is_taken(request)), None)
            if first and id in learners and id in self.places:
                last.setdefault(learners[id], []).append((first.time, self.places[id]))
        wrong = sum(places != sorted(places) for places in ([place for _, place in sorted(rows)] for rows in last.values()))
        self.figures["learners"] = len(last)
        self.claim(not wrong, f"{sink.name}: {wrong} of {len(last)} learners are out of order")

    def resumed(self):
        """How long each start took until something was sent, in seconds, where it came to it."""
        first = {}
        for sink in self.function.sinks:
            for request in sink.requests():
                number = int(request.sender)
                first[number] = min(request.time, first.get(number, request.time))
        return [first[number] - start for number, start in enumerate(self.function.starts, 1) if number in first]
