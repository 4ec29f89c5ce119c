/// The tables, as this version of the program makes them.
enum Schema {
    /// What the header of a journal's file says in SQLite's `application_id`: "LHjr".
    static let application: Int64 = 0x4C48_6A72
    /// The version of the tables, which stands in `user_version`.
    static var version: Int { steps.count }

    /// What makes them: the first step in an empty file, each other one from the version before it.
    static let steps = [tables, learners, manyRows]

    /// What was found out about the learner of a row, beside its content: it goes with that.
    private static let learners = """
        CREATE TABLE learner(seq INTEGER PRIMARY KEY, name BLOB, email BLOB) STRICT;
        CREATE TRIGGER learner_gone AFTER DELETE ON content BEGIN DELETE FROM learner WHERE seq = OLD.seq; END;

        """

    /// Commands about many rows that are not done; since when a destination is not configured.
    private static let manyRows = """
        CREATE TABLE command(
            id INTEGER PRIMARY KEY AUTOINCREMENT, verb TEXT NOT NULL, destination TEXT NOT NULL, old TEXT NOT NULL,
            key BLOB, place INTEGER NOT NULL
        ) STRICT;
        ALTER TABLE cursor ADD COLUMN absent INTEGER;

        """

    /// The tables of the first version.
    ///
    /// `seq` is never used again, nor is a delivery's number: AUTOINCREMENT keeps the highest. A row's number within its shard makes
    /// "behind by" a subtraction. Contents and requests have tables of their own, so that letting go of them frees whole pages.
    private static let tables = """
        CREATE TABLE meta(
            log INTEGER NOT NULL, epoch INTEGER NOT NULL DEFAULT 0, replays INTEGER NOT NULL DEFAULT 0,
            deliveries INTEGER NOT NULL DEFAULT 0, copies INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,
            actions INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0,
            pruned_refused INTEGER NOT NULL DEFAULT 0, pruned_dead INTEGER NOT NULL DEFAULT 0,
            content_place INTEGER NOT NULL DEFAULT 0, row_place INTEGER NOT NULL DEFAULT 0,
            delivery_place INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO meta(log) VALUES (random());

        CREATE TABLE delivery(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            target BLOB NOT NULL, key BLOB NOT NULL, digest BLOB NOT NULL,
            platform BLOB NOT NULL, source BLOB NOT NULL, type BLOB NOT NULL,
            arrival INTEGER NOT NULL, copies INTEGER NOT NULL, last INTEGER NOT NULL,
            state INTEGER NOT NULL, secret INTEGER, media BLOB NOT NULL, reason BLOB
        ) STRICT;
        CREATE UNIQUE INDEX delivery_key ON delivery(target, key, digest);
        CREATE TABLE original(delivery INTEGER PRIMARY KEY, request BLOB NOT NULL, body BLOB NOT NULL) STRICT;

        CREATE TABLE origin(source BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

        CREATE TABLE action(
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL, delivery INTEGER NOT NULL, key BLOB NOT NULL,
            shard INTEGER NOT NULL, number INTEGER NOT NULL, kind BLOB, seen INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX action_id ON action(id);
        CREATE INDEX action_shard ON action(shard, seq, number);
        CREATE INDEX action_key ON action(key, seq);
        CREATE INDEX action_delivery ON action(delivery);
        CREATE TABLE content(seq INTEGER PRIMARY KEY, event BLOB NOT NULL) STRICT;

        CREATE TABLE cursor(
            destination TEXT NOT NULL, shard INTEGER NOT NULL, replay INTEGER NOT NULL,
            seq INTEGER NOT NULL, last INTEGER, filter BLOB, epoch INTEGER NOT NULL, paused BLOB,
            PRIMARY KEY (destination, shard, replay)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE exception(
            destination TEXT NOT NULL, seq INTEGER NOT NULL, key BLOB NOT NULL, shard INTEGER NOT NULL,
            state INTEGER NOT NULL, head INTEGER NOT NULL, replay INTEGER NOT NULL,
            span INTEGER NOT NULL, due INTEGER NOT NULL, counted INTEGER NOT NULL,
            status INTEGER NOT NULL, reason BLOB NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (destination, seq)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX exception_open ON exception(destination, key, seq) WHERE state = 0 AND replay = 0;
        CREATE INDEX exception_head ON exception(destination, shard, span, due, seq) WHERE head = 1;
        CREATE INDEX exception_state ON exception(destination, state, seq);
        CREATE INDEX exception_old ON exception(state, at) WHERE state <> 0;
        CREATE INDEX exception_seq ON exception(seq);

        CREATE TABLE tally(
            destination TEXT NOT NULL, state INTEGER NOT NULL, head INTEGER NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (destination, state, head)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER tally_more AFTER INSERT ON exception BEGIN
            INSERT INTO tally VALUES (NEW.destination, NEW.state, NEW.head, 1)
            ON CONFLICT DO UPDATE SET count = count + 1; END;
        CREATE TRIGGER tally_less AFTER DELETE ON exception BEGIN
            UPDATE tally SET count = count - 1
            WHERE destination = OLD.destination AND state = OLD.state AND head = OLD.head; END;
        CREATE TRIGGER tally_other AFTER UPDATE OF destination, state, head ON exception BEGIN
            UPDATE tally SET count = count - 1
            WHERE destination = OLD.destination AND state = OLD.state AND head = OLD.head;
            INSERT INTO tally VALUES (NEW.destination, NEW.state, NEW.head, 1)
            ON CONFLICT DO UPDATE SET count = count + 1; END;

        CREATE TABLE attempt(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            destination TEXT NOT NULL, shard INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
            at INTEGER NOT NULL, until INTEGER NOT NULL, count INTEGER NOT NULL, rows INTEGER NOT NULL,
            duration INTEGER NOT NULL, status INTEGER NOT NULL, reason BLOB NOT NULL
        ) STRICT;
        CREATE INDEX attempt_destination ON attempt(destination, id);
        CREATE INDEX attempt_shard ON attempt(destination, shard, id);
        CREATE INDEX attempt_failed ON attempt(destination, id) WHERE reason <> x'';

        """
}
