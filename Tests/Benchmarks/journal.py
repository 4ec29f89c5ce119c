#!/usr/bin/env python3
"""Measures what a journal costs and what it gives, as ratios within one run.

Usage: Tests/Benchmarks/journal.py [--function FILE] [--command FILE] [--folder FOLDER] [--seconds N] [--rounds N] [--only NAME,...]
Needs learnhooks-function and learnhooks (release builds, unless others are named) and Debian's wrk. The journal lies in FOLDER, whose disk is
measured along with it. Names are those of the functions below that print a row: what is measured, what was found, what is aimed at.
"""

import argparse
import asyncio
import contextlib
import hashlib
import hmac
import json
import multiprocessing
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
import uuid

from measure import BIN, free_port

TOKEN = "token-generated-client-side"
NAMESPACE = uuid.UUID("6f55bb74-9252-5721-a8d2-1bdf412a76a6")
SCRIPT = """
local count = 0
function request()
    count = count + 1
    local body = '{"id":"%s' .. count .. '","type":"COURSE_COMPLETED","data":{"course":{"id":1,"name":"a"},"user":{"id":'
        .. count %% %d .. ',"name":"b"}}}'
    return wrk.format("PUT", "/knolyx", { ["X-Webhook-Security-Token"] = "%s" }, body)
end
"""


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


class Sink:
    """A store that takes everything in this process, and notes when; but for learners that it always fails."""

    def __init__(self):
        self.arrivals = {}
        self.rows = 0
        self.stuck = ()
        self.is_noting = False

    async def listen(self):
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return server.sockets[0].getsockname()[1]

    async def serve(self, reader, writer):
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                body = await reader.readexactly(int(re.search(rb"(?i)content-length: *(\d+)", head)[1]))
                if any(name in body for name in self.stuck):
                    writer.write(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
                    continue
                self.rows += body.count(b'"verb"') or 1
                if self.is_noting:
                    id = re.search(rb"(?i)ce-id: *(\S+)", head)[1].decode()
                    self.arrivals.setdefault(id, time.monotonic())
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()


@contextlib.contextmanager
def sink_apart():
    """The port of a sink in a process of its own, which takes no time from whoever measures."""
    async def serve(pipe):
        pipe.send(await Sink().listen())
        await asyncio.Event().wait()

    mine, its = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=lambda: asyncio.run(serve(its)), daemon=True)
    process.start()
    try:
        yield mine.recv()
    finally:
        process.kill()


class Function:
    """The function, with a journal or without one."""

    def __init__(self, options, journal=None, **environment):
        self.options, self.journal, self.environment = options, journal, environment

    async def __aenter__(self):
        self.port = free_port()
        environment = {"KNOLYX_SECRETS": TOKEN, "FALKOR_SECRETS": TOKEN, "PORT": f"{self.port}", "HOST": "127.0.0.1", "LOG_LEVEL": "notice"}
        if self.journal:
            environment["JOURNAL"] = self.journal
        self.process = subprocess.Popen(
            [self.options.function], env={**environment, **self.environment}, stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL)
        while True:
            assert self.process.poll() is None, "the function has ended"
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return self
            await asyncio.sleep(0.02)

    async def __aexit__(self, *_):
        self.process.terminate()
        # The sink is served on this thread.
        while self.process.poll() is None:
            await asyncio.sleep(0.05)

    def memory(self):
        """The most that it has held, in MB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmHWM:\s*(\d+)", status.read())[1]) / 1024

    def pages(self):
        """How many pages it has read and written so far: those that it asked the kernel for, and those that went to the disk."""
        with open(f"/proc/{self.process.pid}/io") as io:
            counts = dict(line.split(": ") for line in io)
        return int(counts["rchar"]) / 4096, int(counts["write_bytes"]) / 4096

    async def load(self, seconds, connections=64, learners=20000):
        """Deliveries a second that are acknowledged, as many as it takes."""
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(SCRIPT % (uuid.uuid4().hex, learners, TOKEN))
            script.flush()
            wrk = await asyncio.create_subprocess_exec(
                "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script.name, f"http://127.0.0.1:{self.port}/",
                stdout=subprocess.PIPE)
            output = (await wrk.communicate())[0].decode()
        assert "Non-2xx" not in output, output
        return float(re.search(r"Requests/sec:\s*([\d.]+)", output)[1])

    async def at_rate(self, rate, seconds, connections=16):
        """When each action's delivery was due to be sent, and how long its answer took from then."""
        due, times = {}, []
        began = time.monotonic() + 0.1

        async def one(first):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            for number in range(first, int(rate * seconds), connections):
                moment = began + number / rate
                await asyncio.sleep(max(0, moment - time.monotonic()))
                id = uuid.uuid4().hex
                name = ["https://knolyx.com", "knolyx", "activity.completed", "course", "1", id]
                due[str(uuid.uuid5(NAMESPACE, json.dumps(name, separators=(",", ":"))))] = moment
                body = json.dumps({
                    "id": id, "type": "COURSE_COMPLETED",
                    "data": {"course": {"id": 1, "name": "a"}, "user": {"id": number, "name": "b"}}})
                writer.write(
                    f"PUT /knolyx HTTP/1.1\r\nHost: a\r\nX-Webhook-Security-Token: {TOKEN}\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(re.search(rb"(?i)content-length: *(\d+)", head)[1]))
                assert b" 200 " in head, head
                times.append(time.monotonic() - moment)
            writer.close()

        await asyncio.gather(*map(one, range(connections)))
        return due, times


def syncs(folder, count=400):
    """How long each fdatasync of one more page takes, in seconds."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(count):
            os.write(file.fileno(), bytes(4096))
            began = time.monotonic()
            os.fdatasync(file.fileno())
            times.append(time.monotonic() - began)
    return times


def single_commits(folder, seconds):
    """Commits a second of one delivery with its action, in a table with two unique keys."""
    with tempfile.TemporaryDirectory(dir=folder) as inner:
        connection = sqlite3.connect(os.path.join(inner, "file"), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE delivery (id INTEGER PRIMARY KEY, key BLOB UNIQUE, body BLOB)")
        connection.execute("CREATE TABLE action (seq INTEGER PRIMARY KEY, id BLOB UNIQUE, content BLOB)")
        count, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO delivery (key, body) VALUES (?, ?)", (os.urandom(16), bytes(150)))
            connection.execute("INSERT INTO action (id, content) VALUES (?, ?)", (os.urandom(16), bytes(500)))
            connection.execute("COMMIT")
            count += 1
        connection.close()
        return count / seconds


def row(what, found, aim, holds):
    print(f"| {what} | {found} | {aim} | {'yes' if holds else '**no**'} |", flush=True)


def destination(name, port, format="cloudevents", **more):
    prefix = f"DESTINATION_{name}_"
    values = {"URL": f"http://127.0.0.1:{port}/", "FORMAT": format, **more}
    return {prefix + key: value for key, value in values.items()}


class Bench:
    def __init__(self, options):
        self.options = options
        self.count = 0

    def journal(self):
        self.count += 1
        folder = os.path.join(self.options.folder, str(self.count))
        os.mkdir(folder)
        return os.path.join(folder, "journal.sqlite")

    def forget(self, journal):
        shutil.rmtree(os.path.dirname(journal))

    async def new(self):
        sink = Sink()
        return sink, await sink.listen()

    def compare(self, what, found, without):
        """Pages read and written a piece, beside what they are without; a tenth is noise."""
        row(what, f"{found[0]:.2f} read, {found[1]:.2f} written; {without[0]:.2f} and {without[1]:.2f} without", "no more written",
            found[1] <= 1.1 * without[1] + 0.01)

    async def acknowledgements(self):
        rates = {"single": [], "stateless": [], "durable": []}
        _, port = await self.new()
        for _ in range(self.options.rounds):
            rates["single"].append(single_commits(self.options.folder, self.options.seconds))
            async with Function(self.options) as function:
                rates["stateless"].append(await function.load(self.options.seconds))
            journal = self.journal()
            async with Function(self.options, journal, **destination("LRS", port, "xapi")) as function:
                rates["durable"].append(await function.load(self.options.seconds))
            self.forget(journal)
        single, stateless, durable = (statistics.median(rates[name]) for name in ("single", "stateless", "durable"))
        row("durable acknowledgements, 64 connections",
            f"{durable:,.0f}/s: {durable / single:.1f} times one commit a delivery ({single:,.0f}/s), {durable / stateless:.0%} of the"
            f" stateless function ({stateless:,.0f}/s)", "10 times, or 40 %", durable >= min(10 * single, 0.4 * stateless))

    async def latency(self):
        answers, arrivals, disk = [], [], []
        for _ in range(self.options.rounds):
            sink, port = await self.new()
            sink.is_noting = True
            journal = self.journal()
            disk += syncs(self.options.folder)
            async with Function(self.options, journal, **destination("SINK", port)) as function:
                due, times = await function.at_rate(200, self.options.seconds)
                answers += times
                while not due.keys() <= sink.arrivals.keys():
                    await asyncio.sleep(0.01)
                arrivals += [sink.arrivals[id] - moment for id, moment in due.items()]
            self.forget(journal)
        ms = 1000
        p99, sync99 = percentile(answers, 0.99) * ms, percentile(disk, 0.99) * ms
        row("p99 of a durable answer at 200/s", f"{p99:.1f} ms; the disk's sync {sync99:.1f} ms", "3 times the sync's, or 15 ms",
            p99 <= max(3 * sync99, 15))
        p95, sync95 = percentile(arrivals, 0.95) * ms, percentile(disk, 0.95) * ms
        row("arrival to the sink's having it, p95 at 200/s", f"{p95:.1f} ms; the disk's sync {sync95:.1f} ms",
            "3 times the sync's, or 20 ms", p95 <= max(3 * sync95, 20))

    async def company(self):
        """Answers while a person searches and makes copies, and while what is old is let go of."""
        alone, beside = [], []
        for _ in range(self.options.rounds):
            journal = self.journal()
            await self.fill(journal, 50000)
            none = destination("NONE", 9, KINDS="course.published")
            async with Function(self.options, journal, **none) as function:
                alone += (await function.at_rate(200, self.options.seconds))[1]
            with contextlib.closing(sqlite3.connect(journal)) as connection, connection:
                connection.execute("UPDATE delivery SET arrival = arrival - 691200000, last = last - 691200000")
                connection.execute("UPDATE action SET seen = seen - 691200000")
                (contents,) = connection.execute("SELECT count(*) FROM content").fetchone()
            async with Function(self.options, journal, **none) as function:
                work = asyncio.create_task(self.keep_busy(journal))
                beside += (await function.at_rate(200, self.options.seconds))[1]
                work.cancel()
            with contextlib.closing(sqlite3.connect(journal)) as connection:
                (left,) = connection.execute("SELECT count(*) FROM content").fetchone()
            assert left < contents, "nothing was let go of"
            self.forget(journal)
        alone, beside = (1000 * percentile(times, 0.99) for times in (alone, beside))
        row("p99 of an answer at 200/s while a search, a backup and a prune run", f"{beside:.1f} ms; {alone:.1f} ms without",
            "1.5 times", beside <= 1.5 * alone)

    async def keep_busy(self, journal):
        while True:
            for words in ["list", "learner:7"], ["backup", f"{journal}.copy"]:
                command = await asyncio.create_subprocess_exec(
                    self.options.command, "journal", *words, "--journal", journal, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL)
                assert await command.wait() == 0, words
            os.remove(f"{journal}.copy")

    async def fill(self, journal, rows, learners=20000, **environment):
        """Deliveries that nobody has taken yet."""
        environment = environment or destination("NONE", 9, KINDS="course.published")
        async with Function(self.options, journal, **environment) as function:
            filled = 0
            while filled < rows:
                filled += 4 * await function.load(4, learners=learners)
        return int(filled)

    async def drained(self, sink, rows):
        """Rows a second, from the first that comes to the last."""
        while sink.rows == 0:
            await asyncio.sleep(0.001)
        first, began = sink.rows, time.monotonic()
        while sink.rows < rows:
            await asyncio.sleep(0.001)
        return (rows - first) / (time.monotonic() - began)

    async def statements(self):
        rates = []
        for _ in range(self.options.rounds):
            sink, port = await self.new()
            journal = self.journal()
            rows = await self.fill(journal, 20000) // 2
            async with Function(self.options, journal, **destination("LRS", port, "xapi", FROM="beginning")):
                rates.append(await self.drained(sink, rows))
            self.forget(journal)
        rate = statistics.median(rates)
        row("to a null LRS, in batches", f"{rate:,.0f} statements/s", "10,000/s", rate >= 10000)

    async def memory(self):
        """A list of Falkor's makes two actions a row."""
        journal = self.journal()
        async with Function(self.options, journal, **destination("NONE", 9, KINDS="course.published")) as function:
            reader, writer = await asyncio.open_connection("127.0.0.1", function.port)
            rows = 2500
            for number in range(200):
                status = {"state": "In Progress", "progress": 50, "joined": "2020-01-01T00:00:00Z", "timestamp": "2020-01-02T00:00:00Z"}
                people = [{"email": f"{number}.{index}@example.com", "status": status} for index in range(rows)]
                body = json.dumps(
                    {"type": "enrolments", "data": {"pathway": {"ID": "P"}, "enrolments": people}}, separators=(",", ":")).encode()
                signature = "sha256=" + hmac.new(TOKEN.encode(), body, hashlib.sha256).hexdigest()
                writer.write(
                    f"POST /falkor HTTP/1.1\r\nHost: a\r\nFalkor-Webhook-Signature: {signature}\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(re.search(rb"(?i)content-length: *(\d+)", head)[1]))
                assert b" 200 " in head, head
            writer.close()
        sink, port = await self.new()
        async with Function(self.options, journal, **destination("LRS", port, "xapi", FROM="beginning")) as function:
            while sink.rows < 20000:
                await asyncio.sleep(0.01)
            memory = function.memory()
        self.forget(journal)
        row("memory, 1,000,000 actions behind", f"{memory:.0f} MB", "64 MB", memory <= 64)

    async def stuck(self):
        rates, pages = {False: [], True: []}, {False: [], True: []}
        for _ in range(self.options.rounds):
            for is_stuck in rates:
                sink, port = await self.new()
                journal = self.journal()
                lrs = destination("LRS", port, "xapi")
                if is_stuck:
                    sink.stuck = (b'"name":"0"', b'"name":"1"')
                    await self.fill(journal, 100000, learners=2, **lrs)
                    async with Function(self.options, journal, **lrs):
                        await asyncio.sleep(10)
                else:
                    async with Function(self.options, journal, **lrs):
                        pass
                # While the cursors stay where they are.
                rows = await self.fill(journal, 20000) // 2
                sink.rows = 0
                async with Function(self.options, journal, **lrs) as function:
                    rates[is_stuck].append(await self.drained(sink, rows))
                    pages[is_stuck].append([count / rows for count in function.pages()])
                self.forget(journal)
        without, beside = (statistics.median(rates[is_stuck]) for is_stuck in (False, True))
        row("drain with 100,000 stuck actions of two learners in the way",
            f"{beside:,.0f} actions/s, {beside / without:.0%} of the rate without", "80 %", beside >= 0.8 * without)
        without, beside = (map(statistics.median, zip(*pages[is_stuck])) for is_stuck in (False, True))
        self.compare("pages an action of that drain", list(beside), list(without))

    async def destinations(self):
        rates, tails = {"one": [], "ten, nine down": []}, {"one": [], "ten": []}
        pages = {name: [] for name in rates}
        for _ in range(self.options.rounds):
            _, port = await self.new()
            one = destination("SINK", port, "xapi")
            nine = {}
            for number in range(9):
                nine |= destination(f"SINK{number}", 9, "xapi")
            for name, environment in zip(rates, [one, one | nine]):
                journal = self.journal()
                async with Function(self.options, journal, **environment) as function:
                    rate = await function.load(self.options.seconds)
                    rates[name].append(rate)
                    pages[name].append([count / (rate * self.options.seconds) for count in function.pages()])
                self.forget(journal)
            for name in tails:
                journal = self.journal()
                with sink_apart() as port:
                    up = destination("SINK", port, "xapi")
                    for number in range(9 if name == "ten" else 0):
                        up |= destination(f"SINK{number}", port, "xapi")
                    async with Function(self.options, journal, **up) as function:
                        tails[name] += (await function.at_rate(200, self.options.seconds))[1]
                self.forget(journal)
        one, ten = (statistics.median(values) for values in rates.values())
        row("10 destinations beside 1, nine down", f"the door {ten / one:.0%} of one's ({one:,.0f}/s)", "80 %", ten >= 0.8 * one)
        one, ten = (list(map(statistics.median, zip(*values))) for values in pages.values())
        self.compare("pages an acknowledgement, nine of ten down", ten, one)
        one, ten = (1000 * percentile(values, 0.99) for values in tails.values())
        row("10 destinations beside 1, all up at 200/s", f"the door's p99 {ten:.1f} ms beside {one:.1f} ms", "twice", ten <= 2 * one)


async def main():
    names = ["acknowledgements", "latency", "company", "statements", "stuck", "memory", "destinations"]
    parser = argparse.ArgumentParser()
    parser.add_argument("--function", default=os.path.join(BIN, "learnhooks-function"))
    parser.add_argument("--command", default=os.path.join(BIN, "learnhooks"))
    parser.add_argument("--folder", default=".build")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", type=lambda text: text.split(","), default=names)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as options.folder:
        print("| what | found | aim | reached |")
        print("|---|---|---|---|")
        bench = Bench(options)
        for name in names:
            if name in options.only:
                await getattr(bench, name)()


if __name__ == "__main__":
    asyncio.run(main())
