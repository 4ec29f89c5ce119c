"""Several replicas over one PostgreSQL, behind a client that takes turns, and what becomes of what they have acknowledged.

postgresql.py PROGRAM random KILLS SEED [--state FOLDER]   kills at random; with a folder, rounds that it has are not run again
postgresql.py PROGRAM CASE SEED                            points, stop, lock, restart, cut: see below

Prints a line for each round. What must hold is what crash.py asks for; a row may come twice where a kill, a stop, a restart or a cut
stands between its arrivals, or shortly behind the first of them.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import durable

LEASE = 3
ROUND = 20
A_KILL = 120
REPLICAS = 3
# How long after its answer an arrival may still be unsettled: as long as the journal may take to come back.
UNSETTLED = 15


class Server:
    """A PostgreSQL server of its own."""

    def __init__(self, *settings):
        self.port = durable.free_port()
        self.process = subprocess.Popen(
            [os.path.join(durable.FOLDER, "postgresql_server.sh"), str(self.port), *settings], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.folder = self.process.stdout.readline().strip()
        assert self.folder, "no PostgreSQL server could be started"

    def url(self, port=None):
        return f"postgresql://learnhooks@127.0.0.1:{port or self.port}/postgres"

    def query(self, statement):
        done = subprocess.run(
            ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--field-separator= ", "--command", statement, self.url()],
            capture_output=True, text=True, check=True)
        return [line.split(" ") for line in done.stdout.splitlines() if line]

    def restart(self):
        """Ends all its processes at once, as a failing machine would, and starts it again."""
        programs = sorted(os.path.join("/usr/lib/postgresql", v, "bin") for v in os.listdir("/usr/lib/postgresql"))
        program = os.path.join(programs[-1], "pg_ctl")
        user = ["setpriv", f"--reuid={os.stat(self.folder).st_uid}", f"--regid={os.stat(self.folder).st_gid}", "--clear-groups"]
        subprocess.run(
            [*(user if os.getuid() == 0 else []), program, "--pgdata", f"{self.folder}/data", "--log", f"{self.folder}/log",
             "--mode", "immediate", "--wait", "restart"], check=True, stdout=subprocess.DEVNULL, cwd="/tmp")

    def end(self):
        self.process.stdin.close()
        self.process.wait()


class Proxy:
    """Stands between replicas and the server, and cuts what goes through it."""

    def __init__(self, port):
        self.target = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.sockets = set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                client.close()
                continue
            self.sockets |= {client, server}
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self.carry, args=pair, daemon=True).start()

    def carry(self, source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            end.close()
            self.sockets.discard(end)

    def cut(self):
        for end in list(self.sockets):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Replica(durable.Function):
    """One of several functions over one database; each start has a number of its own in the cluster."""

    def __init__(self, cluster, *arguments, **environment):
        super().__init__(*arguments, **environment)
        self.cluster = cluster
        self.journal = cluster.url

    def start(self, **environment):
        # The number that destinations see is that of the length of this list.
        while len(self.starts) < self.cluster.number:
            self.starts.append(0)
        self.cluster.number += 1
        super().start(**environment)

    def signal(self, number):
        self.process.send_signal(number)


class Cluster:
    """Replicas behind a client that takes turns: to whoever asks for its port it gives the next one's."""

    def __init__(self, program, folder, sinks, server, url):
        self.server, self.url, self.sinks = server, url, sinks
        self.number = 0
        self.kills = []
        self.windows = []
        self.turn = 0
        environment = {f"DESTINATION_{sink.name.upper()}_TIMEOUT": "1" for sink in sinks}
        self.replicas = [
            Replica(self, program, folder, sinks, JOURNAL_LEASE=str(LEASE), **environment) for _ in range(REPLICAS)]

    @property
    def port(self):
        self.turn += 1
        return self.replicas[self.turn % REPLICAS].port

    def run(self):
        for replica in self.replicas:
            replica.run()

    def window(self, start, end=None):
        self.windows.append((start, end or time.monotonic()))

    def kill(self, replica):
        now = time.monotonic()
        replica.kill()
        self.kills.append(now)
        # Its leases last on.
        self.window(now, time.monotonic() + LEASE)

    def places(self):
        return {id: int(seq) for id, seq in self.server.query("SELECT encode(id, 'escape'), seq FROM learnhooks.action")}

    def query(self, _):
        return [(id.encode(),) for id, in self.server.query(
            "SELECT encode(id, 'escape') FROM learnhooks.action WHERE kind IS NOT NULL")]

    def end(self):
        for replica in self.replicas:
            if replica.process and replica.process.poll() is None:
                replica.process.send_signal(signal.SIGCONT)
                replica.kill()


class Account(durable.Account):
    def is_repeated_in_windows_alone(self, sink):
        repeats, wrong = 0, []
        for id, requests in sink.arrivals().items():
            taken = [request for request in requests if durable.is_taken(request)]
            for first, again in zip(taken, taken[1:]):
                repeats += 1
                is_excused = first.outcome != "200" or any(
                    first.time <= end + 1 and again.time >= start and first.time >= start - UNSETTLED
                    for start, end in self.function.windows)
                if not is_excused:
                    wrong.append((id, first, again))
        self.figures[f"{sink.name} repeats"] = repeats
        self.claim(not wrong, f"{sink.name}: {len(wrong)} came twice outside of any window: {wrong[:2]}")


class Round:
    def __init__(self, options, seed, folder):
        self.random = random.Random(f"replicas {seed}")
        self.server = Server()
        self.proxy = Proxy(self.server.port)
        rough = ["--fail", "4", "--seed", f"{seed}"]
        self.sinks = [
            durable.Sink(folder, "single", "cloudevents"), durable.Sink(folder, "batches", "xapi", *rough)]
        self.cluster = Cluster(options.program, folder, self.sinks, self.server, self.server.url(self.proxy.port))
        self.sender = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.sender:
            self.sender.is_ended = True
        self.cluster.end()
        for sink in self.sinks:
            sink.end()
        self.server.end()

    def begin(self, seed):
        self.cluster.run()
        self.sender = durable.Sender(self.cluster, seed, connections=9, rate=300)

    def finish(self, title):
        for replica in self.cluster.replicas:
            if replica.process.poll() is not None:
                replica.run()
        durable.drain(self.sender, self.sinks)
        self.sender.end()
        for replica in self.cluster.replicas:
            replica.stop()
        account = Account(self.cluster, self.sender)
        account.is_stored()
        for sink in self.sinks:
            account.is_delivered(sink)
            account.is_repeated_in_windows_alone(sink)
            account.is_in_order(sink)
        line = {
            "round": title, "holds": not account.faults, "kills": len(self.cluster.kills), "sent": len(self.sender.sent),
            "acknowledged": len(self.sender.acknowledged), "copies": self.sender.copies, **account.figures}
        if account.faults:
            line["faults"] = account.faults
        print(json.dumps(line), flush=True)
        return line


def at_random(trial, kills):
    for _ in range(kills):
        trial.sender.send(A_KILL)
        time.sleep(trial.random.uniform(0, 1.5))
        replica = trial.random.choice(trial.cluster.replicas)
        trial.cluster.kill(replica)
        replica.run()


def points(trial):
    """A replica kills itself at a point of its program, in the middle of a transaction; the program has faults."""
    replica = trial.cluster.replicas[0]

    def kill_itself(fault):
        start = time.monotonic()
        replica.start(LEARNHOOKS_FAULT=fault)

        def has_ended():
            if trial.sender.is_idle():
                trial.sender.send(A_KILL)
            return replica.process.poll() is not None

        durable.wait(has_ended, f"it kills itself at the point {fault}")
        assert replica.process.returncode == -9, f"it ended with {replica.process.returncode}"
        replica.died()
        trial.cluster.kills.append(time.monotonic())
        trial.cluster.window(start, time.monotonic() + LEASE)

    for each in trial.cluster.replicas:
        each.kill()
    trial.server.query("DROP SCHEMA learnhooks CASCADE")
    kill_itself("migrating")
    trial.cluster.run()
    for fault in ("settling:3", "pruning,clock:691200"):
        trial.cluster.kill(replica)
        kill_itself(fault)
        replica.run()


def stop(trial):
    """A replica is stopped for longer than its leases last, and woken: others have its shards by then."""
    for replica in trial.cluster.replicas:
        trial.sender.send(3 * A_KILL)
        time.sleep(0.5)
        start = time.monotonic()
        replica.signal(signal.SIGSTOP)
        time.sleep(3 * LEASE)
        replica.signal(signal.SIGCONT)
        trial.cluster.window(start)
        time.sleep(1)


def lock(trial):
    """A replica is stopped while its append holds the lock that all wait for: the server takes it away."""
    holder = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 2 AND granted"
    caught = 0
    for _ in range(60):
        trial.sender.send(A_KILL)
        replica = trial.random.choice(trial.cluster.replicas)
        time.sleep(trial.random.uniform(0, 0.05))
        start = time.monotonic()
        replica.signal(signal.SIGSTOP)
        # Where it does not hold the lock now, nobody does for long.
        held = [trial.server.query(holder) == [["1"]] for _ in range(3)]
        if all(held):
            caught += 1
            before = len(trial.sender.acknowledged)
            durable.wait(lambda: len(trial.sender.acknowledged) > before, "others go on", patience=60)
        replica.signal(signal.SIGCONT)
        trial.cluster.window(start)
        if caught == 2:
            break
    print(f"stopped with the lock: {caught} times", file=sys.stderr)


def restart(trial):
    """The server fails, and comes back."""
    for _ in range(3):
        trial.sender.send(2 * A_KILL)
        time.sleep(0.5)
        start = time.monotonic()
        trial.server.restart()
        trial.cluster.window(start, time.monotonic() + 5)
        time.sleep(1)


def cut(trial):
    """All connections to the server are cut."""
    for _ in range(6):
        trial.sender.send(A_KILL)
        time.sleep(trial.random.uniform(0.1, 0.8))
        start = time.monotonic()
        trial.proxy.cut()
        trial.cluster.window(start, time.monotonic() + 5)
        time.sleep(0.5)


CASES = {case.__name__: case for case in (points, stop, lock, restart, cut)}


def run(options, title, disturb):
    with tempfile.TemporaryDirectory() as folder, Round(options, title, folder) as trial:
        trial.begin(title)
        disturb(trial)
        return trial.finish(title)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("case", choices=["random", *CASES])
    parser.add_argument("numbers", nargs="+")
    parser.add_argument("--state")
    options = parser.parse_args()
    if options.case != "random":
        sys.exit(not run(options, f"{options.case} {options.numbers[0]}", CASES[options.case])["holds"])
    kills, seed = int(options.numbers[0]), options.numbers[1]
    log = os.path.join(options.state, "replicas.jsonl") if options.state else os.devnull
    done = set()
    if options.state:
        os.makedirs(options.state, exist_ok=True)
        if os.path.exists(log):
            with open(log) as file:
                done = {json.loads(line)["round"] for line in file}
    is_well = True
    for number in range(-(-kills // ROUND)):
        title = f"{seed}.{number}"
        if title in done:
            continue
        line = run(options, title, lambda trial: at_random(trial, min(ROUND, kills - number * ROUND)))
        is_well &= line["holds"]
        with open(log, "a") as file:
            file.write(json.dumps(line) + "\n")
    sys.exit(not is_well)


main()
