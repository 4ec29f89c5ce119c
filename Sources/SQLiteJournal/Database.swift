import CSQLite
import Journal

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A connection to a file of SQLite's, with its statements kept.
///
/// Safe, for the handle is valid from its making until `deinit`, is seen by nobody else, and is used on one thread at a time.
@safe
final class Database {
    private let handle: OpaquePointer
    private var kept: [String: Statement] = [:]

    /// Opens a file, or makes it.
    init(path: String) throws(JournalError) {
        var opened: OpaquePointer?
        // On one thread at a time: SQLite's own locks between threads are not needed.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let result = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard result == SQLITE_OK, let handle = unsafe opened else {
            let error = unsafe JournalError(opened)
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe self.handle = handle
    }

    // Statements that are still there keep what they need: the connection goes with the last of them.
    deinit { unsafe sqlite3_close_v2(handle) }

    /// Prepares a statement, or takes the one that is kept.
    func statement(_ sql: String) throws(JournalError) -> Statement {
        if let statement = kept[sql] { return statement }
        var prepared: OpaquePointer?
        let result = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard result == SQLITE_OK, let handle = unsafe prepared else { throw unsafe JournalError(self.handle) }
        let statement = unsafe Statement(handle)
        kept[sql] = statement
        return statement
    }

    /// Runs a statement whose rows, if any, are not needed.
    ///
    /// - Returns: How many rows it has changed.
    @discardableResult
    func run(_ sql: String, _ values: Value...) throws(JournalError) -> Int {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() {}
        return unsafe Int(sqlite3_changes(handle))
    }

    /// Does several statements that take no values.
    func runScript(_ sql: String) throws(JournalError) {
        guard unsafe sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw unsafe JournalError(handle) }
    }

    /// Reads the first row of a query; nil if there is none.
    func first<T>(
        _ sql: String, _ values: Value..., read: (Statement) -> T
    ) throws(JournalError) -> T? {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        return try statement.step() ? read(statement) : nil
    }

    /// Reads the rows of a query.
    func rows<T>(_ sql: String, _ values: Value..., read: (Statement) -> T) throws(JournalError) -> [T] {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        var rows: [T] = []
        while try statement.step() { rows.append(read(statement)) }
        return rows
    }

    /// Looks at the rows of a query until it has seen enough.
    func each(_ sql: String, _ values: Value..., read: (Statement) -> Bool) throws(JournalError) {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step(), read(statement) {}
    }

    /// The number of the row that was inserted last.
    var lastRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// Whether a transaction is under way: an error of the disk may have ended it.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// All statements that were prepared: what a test of plans looks at.
    var statements: [String] { Array(kept.keys) }

    /// Writes a file to the disk after each so many steps of SQLite's machine, and rests as long as that took.
    ///
    /// A copy that is written all at once would hold up each commit to the same disk until it is there: 170 ms for 60 MB.
    func rest(eachSteps steps: Int32, writing file: Int32) {
        // The argument is the descriptor's number, and is never followed.
        unsafe sqlite3_progress_handler(
            handle, steps,
            { argument in
                let start = ContinuousClock.now
                _ = fsync(Int32(truncatingIfNeeded: Int(bitPattern: argument)))
                let (_, rest) = (ContinuousClock.now - start).components
                usleep(UInt32(clamping: rest / 1_000_000_000_000))
                return 0
            }, UnsafeMutableRawPointer(bitPattern: Int(file)))
    }

    /// How many steps of SQLite's machine all statements took since this was asked last: what a test of growth counts.
    func takeSteps() -> Int {
        kept.values.reduce(0) { $0 + $1.takeSteps() }
    }

    /// Does something wholly or not at all: within a transaction as a part of it, else as one.
    func unit<T>(_ work: () throws -> T) throws(JournalError) -> T {
        let isOutermost = !isInTransaction
        try run(isOutermost ? "BEGIN IMMEDIATE" : "SAVEPOINT unit")
        do {
            let result = try work()
            guard isInTransaction else { throw Self.ended }
            try run(isOutermost ? "COMMIT" : "RELEASE unit")
            return result
        } catch {
            // What is wrong has been said already; an error of the disk may have undone the whole transaction by itself.
            if isInTransaction {
                if isOutermost {
                    _ = try? run("ROLLBACK")
                } else {
                    _ = try? run("ROLLBACK TO unit")
                    _ = try? run("RELEASE unit")
                }
            } else if !isOutermost {
                throw Self.ended(by: error)
            }
            throw JournalError(error)
        }
    }

    private static let ended = JournalError(
        .unavailable, "the journal: its transaction was ended by an error of the disk")

    private static func ended(by error: any Error) -> JournalError {
        JournalError(.unavailable, "the journal: its transaction was ended: \(error)")
    }
}
