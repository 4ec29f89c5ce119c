import Faults
import Journal

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A database that statements go to, whatever becomes of the connection.
///
/// Nothing is sent before something is asked for: what only writes waits for the next question, or for the end of its unit, and goes
/// there in one message with it.
final class Database {
    private let url: String
    /// Makes a new connection ready.
    private let begin: (Database) throws(JournalError) -> Void
    private var connection: Connection?
    private var outbox: [Connection.Command] = []
    /// How many commands were ever sent, and dropped.
    private var sent = 0
    private var depth = 0
    private var backoff = Backoff()
    /// When the server answered last.
    private var heard = ContinuousClock.now
    /// Whether a transaction is under way.
    var isInTransaction: Bool { depth > 0 }

    /// Lets some time go by, where nothing else can be done.
    func rest() { usleep(100_000) }

    /// How long an answer is waited for.
    var patience = Database.usualPatience
    /// Whether the lock of appends is held.
    private(set) var holdsAppendLock = false

    /// Longer than any statement may take.
    static let usualPatience = Duration.seconds(15)
    /// After how long without a word a connection may have died unnoticed: the process was frozen, or the server is another one.
    static let quiet = Duration.seconds(1)

    /// Connects to a database.
    ///
    /// - Parameters:
    ///   - url: Where it is, as libpq reads it.
    ///   - begin: Makes each new connection ready.
    init(url: String, begin: @escaping (Database) throws(JournalError) -> Void) {
        self.url = url
        self.begin = begin
    }

    /// Connects, where there is no connection, or the one that there is has died unnoticed.
    ///
    /// - Throws: `JournalError`, at once where it failed a short while ago.
    func connect() throws(JournalError) {
        if depth == 0 { dropDeadConnection() }
        guard connection == nil else { return }
        if depth > 0 { throw .lost }
        try backoff.attempt { () throws(JournalError) in
            connection = try Connection(url: url)
            outbox = []
            do throws(JournalError) { try begin(self) } catch {
                connection = nil
                throw error
            }
        }
    }

    /// Asks a connection that was quiet whether it lives, so that no work is begun on one that does not: nothing is done twice.
    private func dropDeadConnection() {
        guard let connection, heard.duration(to: .now) >= Self.quiet else { return }
        do throws(JournalError) {
            _ = try connection.perform([.init(sql: "SELECT 1", values: [])], patience: .seconds(2))
            heard = .now
        } catch {
            self.connection = nil
        }
    }

    // MARK: statements

    /// Does a statement whose rows nobody wants, before whatever is asked next, or at the end of the unit.
    func run(_ sql: String, _ values: Value...) { queue(sql, values) }

    /// Does a statement as `run` does.
    func queue(_ sql: String, _ values: [Value]) {
        outbox.append(.init(sql: sql, values: values))
    }

    /// Does one statement with several sets of values, and returns what each brought.
    func results(_ sql: String, _ sets: [[Value]]) throws(JournalError) -> [QueryResult] {
        outbox += sets.map { .init(sql: sql, values: $0) }
        return try flush().suffix(sets.count)
    }

    /// Reads the rows of a query.
    func rows<T>(_ sql: String, _ values: Value..., read: (ResultRow) -> T) throws(JournalError) -> [T] {
        try results(sql, [values]).flatMap { $0.rows.map(read) }
    }

    /// Reads the first row of a query; nil where there is none.
    func first<T>(_ sql: String, _ values: Value..., read: (ResultRow) -> T) throws(JournalError) -> T? {
        try results(sql, [values]).first?.rows.first { _ in true }.map(read)
    }

    /// The number that a query has as its only result; 0 where there is none.
    func number(_ sql: String, _ values: Value...) throws(JournalError) -> Int64 {
        try results(sql, [values]).first?.rows.first { _ in true }?.integer(0) ?? 0
    }

    /// Sends what waits.
    ///
    /// - Returns: A result for each command.
    @discardableResult
    func flush() throws(JournalError) -> [QueryResult] {
        guard !outbox.isEmpty else { return [] }
        guard let connection else { throw .lost }
        let commands = outbox
        outbox = []
        sent += commands.count
        do throws(JournalError) {
            let results = try connection.perform(commands, patience: patience)
            heard = .now
            return results
        } catch {
            if connection.isLost { self.connection = nil }
            throw error
        }
    }

    /// Kills the process where a crash point is reached, once the server has what waits.
    func crash(at point: Fault, where isPoint: Bool = true) throws(JournalError) {
        guard point.isOn, isPoint else { return }
        try flush()
        point.crash()
    }

    /// Takes the lock that makes the order of appends that of their commits, until the transaction ends.
    func lockAppends() {
        guard !holdsAppendLock else { return }
        run("SELECT pg_advisory_xact_lock(\(Schema.locks), \(Schema.appendLock))")
        holdsAppendLock = true
    }

    // MARK: units

    /// Does something wholly or not at all: within a transaction as a part of it, else as one.
    ///
    /// One in which nothing is asked or done sends nothing.
    func unit<T>(_ work: () throws -> T) throws(JournalError) -> T {
        try connect()
        let (name, place) = ("unit\(depth)", sent + outbox.count)
        let isOutermost = depth == 0
        if isOutermost { holdsAppendLock = false }
        run(isOutermost ? "BEGIN" : "SAVEPOINT \(name)")
        depth += 1
        defer { depth -= 1 }
        do {
            let result = try work()
            if sent + outbox.count == place + 1, !outbox.isEmpty {
                outbox.removeLast()
                return result
            }
            if isOutermost {
                run("COMMIT")
                try flush()
            } else {
                try flush()
                run("RELEASE \(name)")
            }
            return result
        } catch {
            undo(to: place, isOutermost ? ["ROLLBACK"] : ["ROLLBACK TO \(name)", "RELEASE \(name)"])
            guard connection != nil else { throw JournalError(.unavailable, JournalError(error).description) }
            throw JournalError(error)
        }
    }

    /// Takes back what was sent since a place, or forgets it where it was not sent.
    private func undo(to place: Int, _ commands: [String]) {
        holdsAppendLock = false
        if place >= sent {
            outbox.removeSubrange((place - sent)...)
            return
        }
        outbox = []
        guard connection != nil else { return }
        for command in commands { run(command) }
        // Where that fails, so does all that follows in the transaction.
        _ = try? flush()
    }
}

/// When to try again what has failed.
private struct Backoff {
    private var delay = Duration.zero
    private var next = ContinuousClock.now
    private var problem = JournalError.lost

    /// Tries something, unless it failed a short while ago: then it fails at once, as it did.
    mutating func attempt(_ work: () throws(JournalError) -> Void) throws(JournalError) {
        guard ContinuousClock.now >= next else { throw problem }
        do throws(JournalError) {
            try work()
            delay = .zero
        } catch {
            delay = min(max(delay * 2, .milliseconds(100)), .seconds(5))
            next = .now + delay * Double.random(in: 0.8...1.2)
            problem = JournalError(.unavailable, error.description)
            throw error
        }
    }
}
