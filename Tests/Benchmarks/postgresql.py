#!/usr/bin/env python3
"""Measures what a journal in PostgreSQL gives to three replicas, as ratios within one run.

Usage: Tests/Benchmarks/postgresql.py [--function FILE] [--folder FOLDER] [--seconds N] [--rounds N] [--hold N] [--only NAME,...]
Needs learnhooks-function with the trait PostgreSQL (a release build, unless another is named), Debian's postgresql and wrk. The server
and SQLite's file both lie in FOLDER, and both sync. Names are those of the functions below that print a row.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
import time

import journal
from journal import Function, Sink, destination, row
from measure import BIN, ROOT

sys.path.insert(0, os.path.join(ROOT, "Tests", "Interop"))
from postgresql_servers import Server  # noqa: E402

REPLICAS = 3
NOBODY = destination("NONE", 9, KINDS="course.published")


class CountingSink(Sink):
    """A sink that counts requests, too."""

    requests = 0

    async def serve(self, reader, writer):
        class Counted:
            readuntil = staticmethod(reader.readuntil)

            async def readexactly(_, count):
                self.requests += 1
                return await reader.readexactly(count)

        await super().serve(Counted(), writer)


class Bench(journal.Bench):
    def __init__(self, options):
        super().__init__(options)
        self.server = Server("max_wal_size=4GB", parent=options.folder)

    def empty(self):
        self.server.query("DROP SCHEMA IF EXISTS learnhooks CASCADE")

    @contextlib.asynccontextmanager
    async def replicas(self, **environment):
        async with contextlib.AsyncExitStack() as stack:
            yield [
                await stack.enter_async_context(Function(self.options, self.server.url(), **environment))
                for _ in range(REPLICAS)]

    async def load(self, functions, seconds):
        """Deliveries a second that all of them acknowledge together, over 64 connections or a few less."""
        return sum(await asyncio.gather(*(function.load(seconds, 64 // len(functions)) for function in functions)))

    async def fill(self, rows):
        """Deliveries that nobody has taken yet."""
        filled = 0
        async with self.replicas(**NOBODY) as functions:
            while filled < rows:
                filled += 4 * await self.load(functions, 4)
        return int(filled)

    async def drain(self, rows, batch=50):
        """Actions a second to a sink, and what the tables had to write for each request."""
        await self.fill(rows)
        sink = CountingSink()
        port = await sink.listen()
        before = self.changed()
        lrs = destination("LRS", port, "xapi", FROM="beginning", BATCH=str(batch))
        async with self.replicas(**NOBODY, **lrs):
            rate = await self.drained(sink, rows * 4 // 5)
            while sink.rows < rows:
                await asyncio.sleep(0.05)
        await asyncio.sleep(1.5)
        return rate, (self.changed() - before) / sink.requests, sink.requests

    def changed(self):
        """Rows that updates and removals have left dead so far, whether they were cleared away or not."""
        return int(self.server.query("SELECT coalesce(sum(n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables")[0][0])

    async def acknowledgements(self):
        rates = {"one": [], "three": []}
        port = await Sink().listen()
        lrs = destination("LRS", port, "xapi")
        for _ in range(self.options.rounds):
            file = self.journal()
            async with Function(self.options, file, **lrs) as function:
                rates["one"].append(await function.load(self.options.seconds))
            self.forget(file)
            self.empty()
            async with self.replicas(**lrs) as functions:
                rates["three"].append(await self.load(functions, self.options.seconds))
        one, three = (statistics.median(rates[name]) for name in rates)
        row("acknowledgements of three replicas, 64 connections",
            f"{three:,.0f}/s: {three / one:.0%} of one's with SQLite ({one:,.0f}/s)", "50 %", three >= 0.5 * one)

    async def batches(self):
        rates = []
        for _ in range(self.options.rounds):
            self.empty()
            rates.append((await self.drain(50000))[0])
        rate = statistics.median(rates)
        row("to a null LRS, three replicas, in batches of 50", f"{rate:,.0f} actions/s", "20,000/s", rate >= 20000)

    async def dead(self):
        found = {}
        self.server.query("ALTER SYSTEM SET autovacuum = off")
        self.server.query("SELECT pg_reload_conf()")
        for batch in (50, 10):
            self.empty()
            _, dead, requests = await self.drain(30000, batch)
            found[batch] = dead
            row(f"dead rows a request, batches of {batch}", f"{dead:.2f} ({requests:,} requests)", "2", dead <= 2)
        self.server.query("ALTER SYSTEM RESET autovacuum")
        self.server.query("SELECT pg_reload_conf()")

    async def held(self):
        port = await Sink().listen()
        lrs = destination("LRS", port, "xapi")
        rates = {}
        for is_held in (False, True):
            self.empty()
            async with self.replicas(**lrs) as functions:
                session = self.server.hold("SELECT count(*) FROM pg_class") if is_held else None
                end = time.monotonic() + (self.options.hold if is_held else 4 * self.options.seconds)
                while True:
                    rate = await self.load(functions, self.options.seconds)
                    if time.monotonic() > end:
                        break
            rates[is_held] = rate, (await self.drain(50000))[0]
            if session:
                session.stdin.close()
                session.wait()
        for number, what in enumerate(["acknowledgements", "drain"]):
            free, held = rates[False][number], rates[True][number]
            row(f"{what}, a transaction open for {self.options.hold} s",
                f"{held:,.0f}/s, {held / free:.0%} of the rate without ({free:,.0f}/s)", "80 %", held >= 0.8 * free)


async def main():
    names = ["acknowledgements", "batches", "dead", "held"]
    parser = argparse.ArgumentParser()
    parser.add_argument("--function", default=os.path.join(BIN, "learnhooks-function"))
    parser.add_argument("--folder", default=".build")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hold", type=int, default=180, help="how many seconds the transaction is open")
    parser.add_argument("--only", type=lambda text: text.split(","), default=names)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as options.folder:
        os.chmod(options.folder, 0o755)
        options.folder = os.path.abspath(options.folder)
        print("| what | found | aim | reached |")
        print("|---|---|---|---|")
        bench = Bench(options)
        try:
            for name in names:
                if name in options.only:
                    await getattr(bench, name)()
        finally:
            bench.server.end()


asyncio.run(main())
