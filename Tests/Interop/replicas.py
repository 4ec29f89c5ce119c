"""What the proofs of several replicas share: a cluster over one database, its round, and what must hold at its end."""

import json
import random
import signal
import time

import durable
from postgresql_servers import Proxy

LEASE = 3
A_KILL = 120
REPLICAS = 3
# How long after its answer an arrival may still be unsettled: as long as the journal may take to come back.
UNSETTLED = 15


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
        self.program, self.server, self.url, self.sinks = program, server, url, sinks
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
    def __init__(self, options, seed, folder, server):
        self.random = random.Random(f"replicas {seed}")
        self.folder = folder
        self.server = server
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

    def begin(self, seed, prepare):
        prepare(self)
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
