"""Journeys of learners: what the platforms send of them, signed, and the ids of the actions that are due for each delivery.

A reference that asks none of the project's code: a learner's steps, the form in which a platform's documents have each, the actions
that are due for it, and their ids, which are UUIDs of version 5 of JSON arrays, by the table of keys. Whatever is random comes of a
seed, so that two runs with one seed send the same.

Usage: journeys.py SEED COUNT                    prints so many deliveries as recorded ones, one a line
       journeys.py SEED COUNT --due              prints the ids of the actions that are due for them instead
Both at the time 1700000000, with the secrets of `SECRETS`.
"""

import base64
import dataclasses
import datetime
import hashlib
import hmac
import json
import random
import sys
import uuid

NAMESPACE = uuid.UUID("6f55bb74-9252-5721-a8d2-1bdf412a76a6")
SOURCES = {
    "falkor": "https://falkor.io", "instruqt": "https://play.instruqt.com", "knolyx": "https://knolyx.com",
    "konstantly": "https://konstant.ly",
}
SECRETS = {
    "falkor": "ff820d62b80b7c2789286f691b5e89bd", "instruqt": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "knolyx": "token-generated-client-side", "konstantly": "1qaz2wsx3edc4rfv1qaz2wsx3edc4rfv",
}
ENVIRONMENT = {f"{platform.upper()}_SECRETS": secret for platform, secret in SECRETS.items()}
# What an LRS gets no statement of.
WITHOUT_STATEMENT = {
    "activity.prepared", "activity.cleaned", "activity.skipped_to", "attendance.absent", "course.published",
    "course.unpublished", "environment.ended", "environment.failed", "environment.ready", "environment.starting",
    "event.unmapped", "payment.received", "reward.expired", "reward.redeemed", "webhook.pinged",
}


@dataclasses.dataclass(frozen=True)
class Due:
    """An action that is due: its id, its kind, and of whom or what it tells."""
    id: str
    kind: str
    learner: str


@dataclasses.dataclass(frozen=True)
class Delivery:
    """What a platform sends at a time, and what is due for it; a repeat has the same number."""
    number: int
    platform: str
    type: str
    body: bytes
    due: tuple

    def request(self, now):
        """Method, path and headers, signed at a time in Unix seconds."""
        secret = SECRETS[self.platform]
        headers = {"content-type": "application/json"}
        if self.platform == "falkor":
            digest = hmac.new(secret.encode(), self.body, hashlib.sha256).hexdigest()
            return "POST", "/falkor", {**headers, "falkor-webhook-signature": f"sha256={digest}"}
        if self.platform == "instruqt":
            id, time = f"msg_{self.number}", str(int(now))
            key = base64.b64decode(secret.removeprefix("whsec_"))
            digest = hmac.new(key, f"{id}.{time}.".encode() + self.body, hashlib.sha256).digest()
            signature = "v1," + base64.b64encode(digest).decode()
            return "POST", "/instruqt", {
                **headers, "svix-id": id, "svix-timestamp": time, "svix-signature": signature}
        if self.platform == "knolyx":
            return "PUT", "/knolyx", {**headers, "x-webhook-security-token": secret}
        return "POST", f"/konstantly/{secret}", headers

    def recorded(self, now):
        """The delivery as a recorded one: payload format 2.0."""
        method, path, headers = self.request(now)
        return {
            "version": "2.0", "rawPath": path, "headers": headers, "body": self.body.decode(), "isBase64Encoded": False,
            "requestContext": {"http": {"method": method, "path": path}, "timeEpoch": int(now * 1000)},
        }


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def digest(value):
    """The digest of canonical JSON: RFC 8785's, for values without fractions and keys within the first plane."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def due(platform, kind, object_type, object_id, key, learner):
    name = compact([SOURCES[platform], platform, kind, object_type, object_id, *key])
    return Due(str(uuid.uuid5(NAMESPACE, name)), kind, f"{platform}/{learner or object_id}")


def utc(seconds, fraction=""):
    time = datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return time + (f".{fraction}" if fraction else "") + "Z"


def number(value):
    return str(int(value)) if value == int(value) else repr(value)


class World:
    """Platforms, learners and a clock: makes deliveries in the order in which they happen."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.mark = f"{self.random.getrandbits(40):010x}"
        self.made = 0
        self.clock = 1_690_000_000
        self.learners = 0

    def deliveries(self):
        """Deliveries without an end: some journeys at a time, a step of one or the other in turn."""
        under_way = []
        kinds = [self.konstantly, self.konstantly, self.knolyx, self.instruqt, self.instruqt, self.falkor]
        while True:
            while len(under_way) < 12:
                self.learners += 1
                under_way.append(self.random.choice(kinds)(f"{self.mark}-{self.learners}"))
            journey = self.random.choice(under_way)
            self.clock += self.random.randint(1, 40)
            delivery = next(journey, None)
            if delivery is None:
                under_way.remove(journey)
            else:
                yield delivery

    def delivery(self, platform, type, value, due):
        self.made += 1
        # Platforms differ in white space, and none of it counts.
        text = json.dumps(value, ensure_ascii=False, indent=self.random.choice([None, None, 2]))
        return Delivery(self.made, platform, type, text.encode(), tuple(due))

    # Konstantly: events of a user and a course, with a time in seconds.

    def konstantly(self, name):
        user = {"id": f'usér "{name}"', "name": f"Zoë {name}", "email": f"{name}@example.com", "role": {"alias": "learner"}}
        course = {"id": self.random.randint(1, 40), "name": "Sales Training"}
        group = {"id": self.random.randint(1, 9), "name": "Sales Team"}

        def event(type, kind, object, body, *key):
            time = utc(self.clock)
            learner = user["id"] if "user" in body else None
            key = ([learner] if learner else []) + [time, *key]
            return self.delivery(
                "konstantly", type, {"occuredAt": self.clock, "type": type, "body": body},
                [due("konstantly", kind, *object, key, learner)])

        platform = ("platform", "konstantly")
        taken = ("course", str(course["id"]))
        pair = {"course": course, "user": user}
        if self.random.random() < 0.1:
            yield event("Course/Published", "course.published", taken, {"course": course})
        yield event("User/Created", "learner.created", platform, {"user": user})
        if self.random.random() < 0.4:
            yield event(
                "Group/User/Created", "group.joined", ("group", str(group["id"])), {"user": user, "group": group})
        deadline = self.random.choice([0, self.clock + 86400])
        yield event(
            "Course/Assigned", "enrolment.assigned", taken, {**pair, "deadlineAt": deadline},
            utc(deadline) if deadline else None)
        yield event("Course/Started", "activity.started", taken, pair)
        for progress in sorted(self.random.sample([10, 25, 37.5, 40.0, 62.5, 80, 100], self.random.randint(1, 4))):
            element = {"id": self.random.randint(1, 9), "name": "Objections"} if self.random.random() < 0.5 else None
            body = {**pair, "progressValue": progress} | ({"courseElement": element} if element else {})
            yield event(
                "Course/Progress", "activity.progressed", taken, body, number(progress),
                digest(element) if element else None)
        if self.random.random() < 0.8:
            result = self.random.randint(0, 100)
            yield event(
                "Course/Finished", "activity.completed", taken, {**pair, "resultValue": result}, str(result))
        if self.random.random() < 0.2:
            user = {**user, "name": f"Zoë A. {name}"}
            yield event("User/Edited", "learner.updated", platform, {"user": user}, digest(user))

    # Knolyx: messages with an id, and without a time.

    def knolyx(self, name):
        user = {"id": self.random.getrandbits(62), "name": name, "email": f"{name}@example.com"}
        course = {"id": self.random.randint(1, 40), "name": "course-name"}

        def event(type, kind, object, data, learner=str(user["id"])):
            id = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
            return self.delivery(
                "knolyx", type, {"id": id, "type": type, "data": data}, [due("knolyx", kind, *object, [id], learner or id)])

        taken = ("course", str(course["id"]))
        both = {"user": user, "course": course}
        if self.random.random() < 0.1:
            yield event("PING", "webhook.pinged", ("platform", "knolyx"), {"message": "PING"}, None)
        if self.random.random() < 0.5:
            yield event("COURSE_PAYMENT_RECEIVED", "payment.received", taken, both)
        else:
            bundle = {"id": self.random.randint(1, 9), "slug": "bundle-slug", "name": "bundle-name"}
            yield event(
                "BUNDLE_PAYMENT_RECEIVED", "payment.received", ("bundle", str(bundle["id"])),
                {"user": user, "bundle": bundle})
        yield event("COURSE_STARTED", "activity.started", taken, both)
        if self.random.random() < 0.1:
            # A type that no document names is kept as what it is.
            yield event("COURSE_PAUSED", "event.unmapped", ("platform", "knolyx"), both, None)
        if self.random.random() < 0.8:
            yield event("COURSE_COMPLETED", "activity.completed", taken, both)

    # Instruqt: events of a play of a track, in nanoseconds and without names.

    def instruqt(self, name):
        user, participant = f"user{name}", f"play{name}"
        track = f"track{self.random.randint(1, 20)}"
        common = {"organization_id": "instruqt", "user_id": user}
        play = {**common, "track_id": track, "participant_id": participant, "mode": "platform"}

        def event(type, kind, object, value, *key, timed=True):
            # Nine digits at most, of which zeros at the end are dropped in the key.
            digits = self.random.choice(["", "5", "250", "31297754", "000000001", "100000000"]) if timed else ""
            sent = {"type": type, **value} | ({"timestamp": utc(self.clock, digits)} if timed else {})
            times = [utc(self.clock, digits.rstrip("0"))] if timed else []
            return self.delivery("instruqt", type, sent, [due("instruqt", kind, *object, [*key, *times], user)])

        course, sandbox = ("course", track), ("environment", participant)
        if self.random.random() < 0.3:
            invite = f"invite{self.random.randint(1, 9)}"
            value = {"invite_id": invite, "user_id": user, "team_id": "t", "team_slug": "instruqt"}
            yield event("invite.claimed", "invite.claimed", ("invite", invite), value, user)
        yield event("sandbox.creating", "environment.starting", sandbox, play)
        if self.random.random() < 0.1:
            yield event("sandbox.failed", "environment.failed", sandbox, play)
            return
        yield event("sandbox.created", "environment.ready", sandbox, play)
        yield event("track.started", "activity.started", course, play, participant)
        for index in range(self.random.randint(1, 3)):
            challenge = {**play, "challenge_id": f"challenge{index}", "challenge_index": index, "total_challenges": 3}
            lesson = ("lesson", f"challenge{index}")
            if index and self.random.random() < 0.1:
                yield event("track.skipped_to_challenge", "activity.skipped_to", lesson, challenge, participant)
            yield event("track.challenge_setup", "activity.prepared", lesson, challenge, participant)
            yield event("track.challenge_started", "activity.started", lesson, challenge, participant)
            for passed in [False] * self.random.randint(0, 2) + [True]:
                yield event(
                    "track.challenge_attempted", "activity.attempted", lesson, {**challenge, "completed": passed},
                    participant)
            yield event("track.challenge_completed", "activity.completed", lesson, challenge, participant)
            yield event("track.challenge_cleaned", "activity.cleaned", lesson, challenge, participant)
        end = self.random.choice([("track.completed", "activity.completed"), ("track.stopped", "activity.stopped")])
        yield event(*end, course, play, participant)
        yield event("track.cleaned", "activity.cleaned", course, play, participant)
        yield event("sandbox.cleaned", "environment.ended", sandbox, play)
        if self.random.random() < 0.3:
            review = {**common, "track_id": track, "review_id": f"review{name}", "score": self.random.randint(1, 5)}
            text = "Clear,\n\tand \"just\" hard enough."
            yield event(
                "review.created", "review.created", course, {**review, "content": text}, f"review{name}", timed=False)
            review["score"] = 5
            yield event("review.updated", "review.updated", course, review, f"review{name}", "5", None, timed=False)

    # Falkor: lists of where everybody stands now; rows that were seen before come again.

    def falkor(self, name):
        pathway = {"name": "My Pathway", "ID": f"FA-{name}"}
        people = [
            {"email": f"Learner{index}.{name}@Example.com", "firstname": "Ada", "lastname": f"Number {index}",
             "country": "South Africa"} for index in range(self.random.randint(1, 4))]
        rows = {}
        for _ in range(self.random.randint(2, 6)):
            person = self.random.choice(people)
            email = person["email"].lower()
            _, status, joined = rows.get(email, (None, {"progress": 0, "state": "In Progress"}, self.clock))
            if status["state"] == "In Progress":
                progress = min(100, status["progress"] + self.random.choice([5, 12.5, 40]))
                status = {
                    "level": 1, "state": "Complete" if progress == 100 else "In Progress", "progress": progress,
                    "version": "1.2.3", "timestamp": self.there(self.clock), "joined": self.there(joined)}
                rows[email] = ({**person, "status": status}, status, joined)
            yield self.enrolments(pathway, [row for row, _, _ in rows.values()])
        states = {"events": ["booked", "attended", "absent"], "rewards": ["pending", "notified", "redeemed", "expired", "lost"]}
        for type in self.random.sample(sorted(states), self.random.randint(0, 2)):
            person = {**self.random.choice(people), "guid": f"{type}-{name}"}
            for state in states[type][:self.random.randint(1, len(states[type]))]:
                yield self.list(type, pathway, f"FA{type}-{name}", {**person, "state": state})

    @staticmethod
    def there(seconds):
        """A time as Falkor writes it, in the zone of its learners."""
        zone = datetime.timezone(datetime.timedelta(hours=2))
        return datetime.datetime.fromtimestamp(seconds, zone).isoformat()

    def enrolments(self, pathway, rows):
        actions = []
        for row in rows:
            status, email = row["status"], row["email"].lower()
            learner = hashlib.sha256(email.encode()).hexdigest()
            joined, changed = (
                utc(int(datetime.datetime.fromisoformat(status[name]).timestamp())) for name in ("joined", "timestamp"))
            course = ("course", pathway["ID"])
            actions.append(due("falkor", "enrolment.created", *course, [email, joined], learner))
            if status["state"] == "Complete":
                actions.append(due("falkor", "activity.completed", *course, [email, joined, status["version"]], learner))
            else:
                key = [email, changed, number(status["progress"])]
                actions.append(due("falkor", "activity.progressed", *course, key, learner))
        return self.delivery("falkor", "enrolments", {"type": "enrolments", "data": {"pathway": pathway, "enrolments": rows}}, actions)

    def list(self, type, pathway, id, row):
        object, rows = {"events": ("session", "attendees"), "rewards": ("reward", "vouchers")}[type]
        kind = {
            "booked": "attendance.booked", "attended": "attendance.present", "absent": "attendance.absent",
            "pending": "reward.earned", "notified": "reward.earned", "redeemed": "reward.redeemed",
            "expired": "reward.expired"}.get(row["state"])
        learner = hashlib.sha256(row["email"].lower().encode()).hexdigest()
        if kind:
            action = due("falkor", kind, object, id, [row["guid"]], learner)
        else:
            # A state that no document names: the row is kept as what it is, known by its digest.
            key = digest(row)
            action = due("falkor", "event.unmapped", "platform", "falkor", [key], key)
        value = {"type": type, "data": {"pathway": pathway, type: [{"ID": id, "name": "Name", rows: [row]}]}}
        return self.delivery("falkor", type, value, [action])


def deliveries(seed):
    """Deliveries without an end as they are sent: one in twelve a few places late, one in twelve again, later."""
    order = random.Random(f"order {seed}")
    waiting = []
    for delivery in World(seed).deliveries():
        chance = order.randrange(12)
        if chance == 0:
            waiting.append([order.randint(1, 6), delivery])
        else:
            yield delivery
        if chance == 1:
            waiting.append([order.randint(1, 40), delivery])
        for late in waiting:
            late[0] -= 1
        for late in [late for late in waiting if late[0] <= 0]:
            waiting.remove(late)
            yield late[1]


def main():
    seed, count, *options = sys.argv[1:]
    for _, delivery in zip(range(int(count)), deliveries(seed)):
        if options == ["--due"]:
            for action in delivery.due:
                print(action.kind, action.id)
        else:
            print(json.dumps(delivery.recorded(1_700_000_000)))


if __name__ == "__main__":
    main()
