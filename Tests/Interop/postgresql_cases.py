"""What becomes of replicas, of their server and of what lies between: each case does it to a round."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time

import durable
from postgresql_servers import Standby
from replicas import A_KILL, LEASE, UNSETTLED


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


def silence(trial):
    """Nothing comes through the connections that there are, and nothing says so."""
    trial.sender.send(A_KILL)
    time.sleep(0.3)
    start = time.monotonic()
    trial.proxy.hush()
    before = len(trial.sender.acknowledged)
    trial.sender.send(A_KILL)
    durable.wait(lambda: len(trial.sender.acknowledged) > before + A_KILL / 2, "connections are made anew", patience=120)
    trial.cluster.window(start, time.monotonic() + 5)


def frozen(trial):
    """A replica that receives alone is frozen, as Lambda does it, while its connection ends or falls silent: it stores what comes next."""
    replica, sender = trial.cluster.replicas[0], trial.sender
    for end in (trial.proxy.cut, trial.proxy.hush):
        sender.send(A_KILL)
        durable.wait(sender.is_idle, "all is acknowledged")
        start = time.monotonic()
        replica.signal(signal.SIGSTOP)
        end()
        time.sleep(1.5)
        replica.signal(signal.SIGCONT)
        connection = http.client.HTTPConnection("127.0.0.1", replica.port, timeout=60)
        delivery = next(sender.deliveries)
        status = sender.try_once(connection, delivery)
        assert status == 200, f"the first delivery after the frost was answered {status}"
        sender.acknowledged[delivery.number] = delivery
        trial.cluster.window(start, time.monotonic() + UNSETTLED)


def receiving_alone(trial):
    trial.cluster.replicas[0].environment["DISPATCH"] = "no"


def failover(trial):
    """The primary is gone, and a standby that its commits had waited for takes over."""
    standby, sender = trial.server.standby, trial.sender
    sender.send(2 * A_KILL)
    time.sleep(0.5)
    # What the standby does not have is not acknowledged.
    start = time.monotonic()
    standby.signal_receiver(signal.SIGSTOP)
    time.sleep(1)
    before = len(sender.acknowledged)
    time.sleep(3)
    assert len(sender.acknowledged) == before, "acknowledged what the standby did not have"
    standby.signal_receiver(signal.SIGCONT)
    durable.wait(lambda: len(sender.acknowledged) > before, "it goes on once the standby does")
    sender.send(2 * A_KILL)
    time.sleep(0.3)
    trial.server.fail()
    time.sleep(trial.random.uniform(0, 1))
    standby.promote()
    trial.cluster.server = standby
    before = len(sender.acknowledged)
    durable.wait(lambda: len(sender.acknowledged) > before, "the standby is the primary")
    trial.cluster.window(start, time.monotonic() + 5)


def with_standby(trial):
    standby = Standby(trial.server)
    ports = f"127.0.0.1:{trial.server.port},127.0.0.1:{standby.port}"
    for replica in trial.cluster.replicas:
        replica.journal = f"postgresql://learnhooks@{ports}/postgres?target_session_attrs=read-write"
    # As long as nothing waits for the standby, the start says what that means.
    trial.cluster.replicas[0].run()
    trial.cluster.replicas[0].kill()
    with open(os.path.join(trial.folder, "function.log")) as log:
        assert "standbys are asynchronous" in log.read(), "the start says nothing of asynchronous standbys"
    standby.synchronize()


def full(trial):
    """The disk is full: first the tables cannot grow, then the server's own log, and the server ends."""
    balloon = os.path.join(os.path.dirname(trial.server.folder), "balloon")
    sender = trial.sender

    def is_stuck():
        before = len(sender.acknowledged)
        time.sleep(2)
        return not sender.is_idle() and len(sender.acknowledged) == before

    for is_for_server in (False, True):
        sender.send(A_KILL)
        time.sleep(0.5)
        start = time.monotonic()
        with open(balloon, "wb") as file:
            try:
                while True:
                    file.write(bytes(1 << 16))
                    file.flush()
            except OSError:
                pass
        sender.send(4 * A_KILL)
        durable.wait(is_stuck, "nothing can be stored")
        try:
            while is_for_server:
                trial.server.query("SELECT pg_logical_emit_message(false, 'x', repeat('x', 4000000)); SELECT pg_switch_wal()")
        except AssertionError:
            pass
        os.remove(balloon)
        if is_for_server:
            trial.server.restart()
        before = len(sender.acknowledged)
        durable.wait(lambda: len(sender.acknowledged) > before, "there is room again")
        trial.cluster.window(start, time.monotonic() + 5)


def held(trial):
    """A transaction that is left open keeps the server from clearing away what is dead."""
    with trial.server.hold("SELECT count(*) FROM learnhooks.meta") as session:
        for _ in range(5):
            trial.sender.send(3 * A_KILL)
            time.sleep(2)
        session.stdin.close()


def granted(trial):
    """Replicas run as the role that the documentation grants what it needs; one of them receives alone."""
    at_random(trial, 3)
    roles = trial.server.query(
        "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'learnhooks' AND datname = 'learnhooks_own'")
    assert roles == [["learnhooks_run"]], roles


def with_grants(trial):
    """The schema is made by who owns the database, and the rest is done by who may do what the documentation says."""
    with open(os.path.join(durable.FOLDER, "../../Sources/LearnHooks/LearnHooks.docc/PostgreSQL.md")) as file:
        grants = next(block for block in re.findall(r"```sql\n(.*?)```", file.read(), re.S) if "GRANT" in block)
    server = trial.server
    server.query("CREATE ROLE learnhooks_owner LOGIN CREATEROLE")
    server.query("CREATE DATABASE learnhooks_own OWNER learnhooks_owner")
    server.database = "learnhooks_own"
    subprocess.run(
        [trial.cluster.program, "journal"], check=True, stdout=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "JOURNAL": server.url(user="learnhooks_owner")})
    server.query(grants, user="learnhooks_owner")
    for replica in trial.cluster.replicas:
        replica.journal = server.url(user="learnhooks_run")
    receiving_alone(trial)


PREPARED = {frozen: receiving_alone, failover: with_standby, granted: with_grants}
CASES = {
    case.__name__: case for case in (points, stop, lock, restart, cut, silence, frozen, failover, full, held, granted)}
