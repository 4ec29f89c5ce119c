"""PostgreSQL servers of one's own, and what stands between them and who connects."""

import os
import signal
import socket
import subprocess
import threading
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


class Server:
    """A PostgreSQL server of its own, at a port of loopback, in a new folder of a folder."""

    def __init__(self, *settings, parent="/tmp"):
        self.port = free_port()
        self.database = "postgres"
        self.process = subprocess.Popen(
            [os.path.join(FOLDER, "postgresql_server.sh"), str(self.port), *settings], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": parent})
        self.folder = self.process.stdout.readline().strip()
        assert self.folder, "no PostgreSQL server could be started"
        self.data = f"{self.folder}/data"
        self.standby = None

    def url(self, port=None, user="learnhooks"):
        return f"postgresql://{user}@127.0.0.1:{port or self.port}/{self.database}"

    def query(self, statement, user="learnhooks"):
        done = subprocess.run(
            ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--field-separator= ", "--set=ON_ERROR_STOP=1",
             self.url(user=user)], input=statement, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return [line.split(" ") for line in done.stdout.splitlines() if line]

    def hold(self, statement):
        """A session that begins a transaction, and holds it until its input is closed."""
        session = subprocess.Popen(
            ["psql", "--no-psqlrc", "--quiet", "--tuples-only", self.url()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        session.stdin.write(f"BEGIN ISOLATION LEVEL REPEATABLE READ;\n{statement};\n")
        session.stdin.flush()
        session.stdout.readline()
        return session

    def run(self, program, *words):
        """Runs a program of the server's, as its user."""
        programs = sorted(os.path.join("/usr/lib/postgresql", v, "bin") for v in os.listdir("/usr/lib/postgresql"))
        owner = os.stat(self.folder)
        user = ["setpriv", f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups"]
        return subprocess.run(
            [*(user if os.getuid() == 0 else []), os.path.join(programs[-1], program), *words], check=True,
            stdout=subprocess.DEVNULL, cwd="/tmp")

    def restart(self):
        """Ends all its processes at once, as a failing machine would, and starts it again."""
        self.run("pg_ctl", "--pgdata", self.data, "--log", f"{self.folder}/log", "--mode", "immediate", "--wait", "restart")

    def fail(self):
        """Ends for good, as a machine that is gone."""
        with open(f"{self.data}/postmaster.pid") as file:
            os.kill(int(file.readline()), signal.SIGKILL)

    def end(self):
        if self.standby:
            self.standby.end()
        self.process.stdin.close()
        self.process.wait()


class Standby(Server):
    """A copy of a server that follows it, in a folder beside its own."""

    def __init__(self, primary):
        self.primary, self.database, self.standby = primary, primary.database, None
        primary.standby = self
        self.folder, self.data = primary.folder, f"{primary.folder}/standby"
        self.port = free_port()
        self.run("pg_basebackup", "--pgdata", self.data, "--write-recovery-conf", "--checkpoint=fast", "--dbname", primary.url())
        with open(f"{self.data}/postgresql.conf", "a") as file:
            file.write(f"port = {self.port}\n")
        self.run("pg_ctl", "--pgdata", self.data, "--log", f"{self.folder}/log", "--wait", "start")
        while primary.query("SELECT count(*) FROM pg_stat_replication") != [["1"]]:
            time.sleep(0.05)

    def synchronize(self):
        """Makes the primary's commits wait for it."""
        self.primary.query("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.query("SELECT pg_reload_conf()")
        while self.primary.query("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") != [["1"]]:
            time.sleep(0.05)

    def signal_receiver(self, number):
        """Stops what takes the primary's log, or lets it go on."""
        os.kill(int(self.query("SELECT pid FROM pg_stat_wal_receiver")[0][0]), number)

    def promote(self):
        self.run("pg_ctl", "--pgdata", self.data, "--wait", "promote")

    def end(self):
        self.run("pg_ctl", "--pgdata", self.data, "--mode", "immediate", "--wait", "stop")


class Proxy:
    """Stands between replicas and the server, and cuts what goes through it."""

    def __init__(self, port):
        self.target = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.sockets = set()
        self.silent = set()
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
                if source not in self.silent:
                    target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            end.close()
            self.sockets.discard(end)
            self.silent.discard(end)

    def hush(self):
        """What comes through the connections that there are is taken, and goes nowhere."""
        self.silent |= self.sockets

    def cut(self):
        for end in list(self.sockets):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
