"""A while with destinations that fail at random in every way of the table of answers: soak.py PROGRAM SECONDS SEED.

At the end everything that was acknowledged was delivered, or stands among the exceptions, for the reason that the sink noted.
"""

import collections
import json
import sys
import tempfile
import time

import durable

# As the journal's file has them.
STATES = ["open", "dead", "conflict"]
FAIL = ["--fail", "6", "--ways", "refused,conflict,configuration,later,rest"]


def exceptions(function):
    """The state of each row that did not go smoothly, by destination and id."""
    rows = function.query("SELECT destination, id, state FROM exception JOIN action USING (seq)")
    return {(name, id.decode()): STATES[state] for name, id, state in rows}


def main():
    program, seconds, seed = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory() as folder:
        sinks = [
            durable.Sink(folder, name, format, *FAIL, "--seed", f"{seed} {name}")
            for name, format in [("single", "cloudevents"), ("batches", "xapi")]]
        function = durable.Function(
            program, folder, sinks, DESTINATION_SINGLE_TIMEOUT="1", DESTINATION_BATCHES_TIMEOUT="1")
        sender = durable.Sender(function, seed, rate=100)
        try:
            soak(function, sinks, sender, seconds)
        finally:
            durable.end(sender, function, sinks)


def soak(function, sinks, sender, seconds):
    function.run()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sender.send(100)
        time.sleep(1)
        # A wait for whoever is configured wrongly is five minutes, and a process's own: so it begins anew now and then.
        if len(function.starts) < 1 + 4 * (1 - (end - time.monotonic()) / seconds) // 1:
            function.stop()
            function.kills.append(time.monotonic())
            function.run()
    durable.wait(sender.is_idle, "everything was acknowledged")
    for sink in sinks:
        sink.be_well()
    for _ in range(20):
        function.stop()
        function.kills.append(time.monotonic())
        found = exceptions(function)
        missing = {sink.name: durable.ids(sender.acknowledged, sink) - taken(sink) for sink in sinks}
        unexplained = {
            name: [id for id in ids if (name, id) not in found] for name, ids in missing.items()}
        open = sum(state == "open" for state in found.values())
        if not any(unexplained.values()) and not open:
            break
        function.run()
        time.sleep(10)
    sender.end()
    if function.process.poll() is None:
        function.stop()
    account = durable.Account(function, sender)
    account.is_stored()
    for sink in sinks:
        account.is_delivered(sink, {id for name, id in found if name == sink.name})
        reasons(account, sink, found)
        account.is_repeated_by_kills_alone(sink)
    print(json.dumps({
        "seconds": seconds, "acknowledged": len(sender.acknowledged), **account.figures,
        "exceptions": dict(collections.Counter(f"{name} {state}" for (name, _), state in found.items())),
        "outcomes": {sink.name: dict(collections.Counter(request.outcome for request in sink.requests())) for sink in sinks},
        "faults": account.faults}, indent=1))
    sys.exit(bool(account.faults))


def taken(sink):
    return {id for id, requests in sink.arrivals().items() if any(map(durable.is_taken, requests))}


def reasons(account, sink, found):
    """What is dead was refused, alone; what is in conflict was answered 409."""
    alone = collections.defaultdict(set)
    for request in sink.requests():
        if len(request.ids) == 1:
            alone[request.ids[0]].add(request.outcome)
    expected = {"dead": {"400", "413", "418", "422"}, "conflict": {"409"}}
    for (name, id), state in found.items():
        if name == sink.name and state in expected:
            account.claim(expected[state] & alone[id], f"{name}: {id} is {state}, and was answered {sorted(alone[id])}")


main()
