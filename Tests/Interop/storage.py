"""The journal's file in every bad state, and when it is written: storage.py PROGRAM CASE.

Each case is a function here; it ends well, or says what was otherwise. `full` and `readonly` mount a file system in memory, which
needs root: where that cannot be had, they end with 77.
"""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import durable
import journeys

DELIVERIES = 30


class Place:
    """A folder for a journal, a sink, a function, and a connection on which deliveries are sent one after the other."""

    def __init__(self, program, folder):
        self.folder = folder
        self.sink = durable.Sink(folder, "sink", "cloudevents")
        self.function = durable.Function(program, folder, [self.sink])
        self.deliveries = journeys.deliveries("storage")
        self.sent = []

    def deliver(self, delivery):
        """The status and the headers of the answer."""
        with contextlib.closing(durable.http.client.HTTPConnection("127.0.0.1", self.function.port, timeout=60)) as connection:
            method, path, headers = delivery.request(time.time())
            connection.request(method, path, delivery.body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers

    def deliver_some(self, count=DELIVERIES):
        """Deliveries that were acknowledged, until one is not; and the answer to that one."""
        for _ in range(count):
            delivery = next(self.deliveries)
            status, headers = self.deliver(delivery)
            if status != 200:
                return delivery, status, headers
            self.sent.append(delivery)
        return None

    def is_whole(self):
        """Whatever was acknowledged reaches the sink."""
        due = {action.id for delivery in self.sent for action in delivery.due}
        durable.wait(lambda: due <= self.sink.arrivals().keys(), f"all {len(due)} acknowledged actions reach the sink")

    def refusal(self, *texts):
        """The one line with which a start ends, which says each of these texts."""
        before = self.log()
        self.function.start()
        self.function.process.wait(durable.PATIENCE)
        lines = self.log()[len(before):]
        status = self.function.process.returncode
        assert status > 0, f"it ended with {status}: {lines}"
        assert len(lines) == 1, f"expected one line, found {lines}"
        for text in texts:
            assert text in lines[0], f"expected {text!r} in {lines[0]}"
        print(lines[0])

    def log(self):
        path = os.path.join(self.function.folder, "function.log")
        if not os.path.exists(path):
            return []
        with open(path) as log:
            return log.read().splitlines()

    def complaints(self):
        """Lines of the log about the journal, without those of single deliveries."""
        return [line for line in self.log() if '"level":"error"' in line and '"message":"delivery"' not in line]


@contextlib.contextmanager
def place(program):
    with tempfile.TemporaryDirectory() as folder:
        here = Place(program, folder)
        try:
            yield here
        finally:
            if here.function.process and here.function.process.poll() is None:
                here.function.kill()
            here.sink.end()


@contextlib.contextmanager
def mounted(here, size):
    """A file system in memory for the journal."""
    path = os.path.join(here.folder, "disk")
    os.mkdir(path)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "journal", path], capture_output=True).returncode:
        print("no file system can be mounted here")
        sys.exit(77)
    here.function.journal = os.path.join(path, "journal.sqlite")
    try:
        yield path
    finally:
        if here.function.process and here.function.process.poll() is None:
            here.function.kill()
        subprocess.run(["umount", path], check=True)


def syncs(program, **environment):
    """Before each answer leaves, the log was made durable."""
    with place(program) as here:
        here.sink.end()
        trace = os.path.join(here.folder, "trace")
        here.function.start(
            wrapper=["strace", "-D", "-f", "-y", "-qq", "-s", "32", "-o", trace, "-e",
                     "trace=fdatasync,fsync,write,writev,sendto,sendmsg"], **environment)
        durable.wait(here.function.is_ready, "the function is ready")
        seen = set()
        while len(here.sent) < DELIVERIES:
            # Repeats need no row of their own.
            delivery = next(here.deliveries)
            if not seen.isdisjoint({delivery.number, *delivery.due}):
                continue
            seen.update({delivery.number, *delivery.due})
            status, _ = here.deliver(delivery)
            assert status == 200, f"answered {status}"
            here.sent.append(delivery)
        here.function.stop()
        counts, count, begun = [], 0, {}
        with open(trace) as lines:
            for line in lines:
                thread, call = line.split(maxsplit=1)
                if call.startswith(("fdatasync(", "fsync(")) and "journal.sqlite-wal>" in call:
                    begun[thread] = "unfinished" in call
                    count += call.rstrip().endswith("= 0")
                elif re.match(r"<\.\.\. f(data)?sync resumed>", call) and begun.pop(thread, False):
                    count += call.rstrip().endswith("= 0")
                elif re.match(r'(write|writev|sendto|sendmsg)\(.*"HTTP/1\.1 200', call):
                    counts.append(count)
                    count = 0
        counts = counts[-DELIVERIES:]
        assert len(counts) == DELIVERIES, f"{len(counts)} answers were seen"
        print(f"syncs before each answer: {counts}")
        assert min(counts) >= 1, "an answer left before the log was durable"


def control(program):
    """The same is seen to fail where the function answers before it commits."""
    try:
        syncs(program, LEARNHOOKS_FAULT="answer-before-commit")
    except AssertionError as error:
        print(error)
        assert "durable" in str(error)
    else:
        raise AssertionError("nothing was noticed")


def full(program):
    """A disk that is full: 503, and the log says so; with room again, all goes on."""
    with place(program) as here, mounted(here, "4m") as disk:
        here.function.run()
        assert here.deliver_some() is None
        filler = os.path.join(disk, "filler")
        with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
        delivery, status, headers = here.deliver_some(2000)
        assert status == 503 and headers["retry-after"], f"answered {status}, Retry-After {headers['retry-after']}"
        for _ in range(20):
            status, _ = here.deliver(delivery)
            assert status == 503, f"answered {status}"
        complaints = here.complaints()
        assert complaints, "the log says nothing"
        print(f"{len(complaints)} lines: {complaints[0]}")
        os.remove(filler)
        durable.wait(lambda: here.deliver(delivery)[0] == 200, "with room again, it is stored")
        here.sent.append(delivery)
        assert here.deliver_some() is None
        here.is_whole()
        here.function.kill()
        here.function.run()
        here.is_whole()


def readonly(program):
    """A disk that can be read alone: 503 while it runs, one line at the start; then all goes on."""
    with place(program) as here, mounted(here, "16m") as disk:
        here.function.run()
        assert here.deliver_some() is None
        here.function.stop()
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        here.refusal("JOURNAL")
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        here.function.run()
        assert here.deliver_some() is None
        here.is_whole()


def missing(program):
    """A folder that is not there: one line."""
    with place(program) as here:
        here.function.journal = os.path.join(here.folder, "nowhere", "journal.sqlite")
        here.refusal("JOURNAL")


def gone(program):
    """A file that is taken away while it is written to: nothing is acknowledged that is nowhere, and one line."""
    with place(program) as here:
        here.function.run()
        assert here.deliver_some() is None
        for suffix in ["", "-wal", "-shm"]:
            with contextlib.suppress(FileNotFoundError):
                os.remove(here.function.journal + suffix)
        failed = here.deliver_some()
        assert failed, "it goes on to acknowledge, though its file is gone"
        assert failed[1] == 503, f"answered {failed[1]}"
        print(*here.complaints(), sep="\n")


def spoilt(program, spoil, *texts):
    """A file that was made into something else: one line, and it is left as it is."""
    with place(program) as here:
        here.function.run()
        assert here.deliver_some() is None
        here.is_whole()
        here.function.stop()
        spoil(here.function.journal)
        with open(here.function.journal, "rb") as file:
            before = file.read()
        here.refusal("JOURNAL", *texts)
        with open(here.function.journal, "rb") as file:
            assert file.read() == before, "the file was changed"


def execute(path, statement):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def other_database(path):
    os.remove(path)
    execute(path, "CREATE TABLE person (name TEXT)")


def text(path):
    with open(path, "w") as file:
        file.write("Dear diary,\n" * 1000)


def newer_schema(path):
    """Raises the schema's version, wherever it stands."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version:
        execute(path, f"PRAGMA user_version = {version + 1}")
    else:
        execute(path, "UPDATE meta SET schema_version = schema_version + 1")


def cut(path):
    os.truncate(path, os.path.getsize(path) // 2)


def two(program):
    """A second process on the file: one line after some waiting, and the first goes on."""
    with place(program) as here:
        here.function.run()
        assert here.deliver_some() is None
        second = os.path.join(here.folder, "second")
        os.mkdir(second)
        other = Place(program, second)
        other.function.journal = here.function.journal
        try:
            other.refusal("JOURNAL")
        finally:
            other.sink.end()
        assert here.deliver_some() is None
        here.is_whole()


CASES = {
    "syncs": syncs, "control": control, "full": full, "readonly": readonly, "missing": missing, "gone": gone,
    "other": lambda program: spoilt(program, other_database), "text": lambda program: spoilt(program, text),
    "newer": lambda program: spoilt(program, newer_schema, "newer"), "cut": lambda program: spoilt(program, cut), "two": two,
}

if __name__ == "__main__":
    CASES[sys.argv[2]](sys.argv[1])
