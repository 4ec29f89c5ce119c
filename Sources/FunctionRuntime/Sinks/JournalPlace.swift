package import Journal
import SQLiteJournal

#if PostgreSQL
    import PostgreSQLJournal
#endif

/// Where a journal is: a file of SQLite's, a database of PostgreSQL's, or memory.
///
/// A database's URL can hold a password, and is never shown.
package enum JournalPlace: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// A file, by its path.
    case file(String)
    /// A database, by its URL.
    case database(String)
    /// This process's memory, for a person to look at: it ends with the process.
    case memory

    /// Reads a path or a URL; nil for a URL of another kind.
    package init?(_ text: String) {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            self = .database(text)
        } else if text.contains("://") {
            return nil
        } else {
            self = .file(text)
        }
    }

    /// The path, or what kind of database it is.
    package var description: String {
        switch self {
        case .file(let path): path
        case .database: "PostgreSQL"
        case .memory: "memory"
        }
    }

    /// Shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// The file's path, or nil if it is in none.
    package var path: String? { if case .file(let path) = self { path } else { nil } }

    /// Whether several processes can have it.
    var isShared: Bool { if case .database = self { true } else { false } }

    /// Opens the journal.
    ///
    /// - Parameters:
    ///   - bytes: The most bytes that it may take.
    ///   - patience: How long a process that has the file, or a server that does not answer, is waited for.
    /// - Throws: `JournalError` if it cannot be opened.
    /// - Returns: What keeps its tables.
    package func engine(
        atMost bytes: Int64 = Retention().bytes, patience: Duration = .seconds(30)
    ) throws(JournalError) -> any JournalEngine {
        switch self {
        case .file(let path): return try SQLiteEngine(path: path, atMost: bytes, patience: patience)
        case .memory: return try SQLiteEngine(inMemoryAtMost: bytes)
        case .database(let url):
            #if PostgreSQL
                return try PostgreSQLEngine(url: url, atMost: bytes, patience: patience)
            #else
                _ = url
                throw JournalError(
                    .configuration,
                    "the journal: this program was built without PostgreSQL: build it with swift build --traits PostgreSQL"
                )
            #endif
        }
    }

    /// Copies all that the journal holds to a place where none is, of either engine.
    ///
    /// - Parameters:
    ///   - target: Where it goes.
    ///   - progress: Is told how many rows were copied.
    /// - Throws: `JournalError` where either is in use, or the target is not empty.
    /// - Returns: What the copy holds, counted.
    package func copy(to target: JournalPlace, progress: (Int) -> Void) throws(JournalError) -> JournalHead {
        guard self != target else { throw JournalError(.input, "expected two journals, found one twice") }
        guard let source = try engine(patience: .seconds(2)) as? any CopyableEngine,
            let copy = try target.engine(patience: .seconds(2)) as? any CopyableEngine
        else { throw JournalError(.input, "expected journals that can be copied") }
        return try source.copy(to: copy, progress: progress)
    }

    /// Copies the journal to a file that is not there yet, while it is used.
    package func copy(to target: String) throws(JournalError) {
        switch self {
        case .file(let path): try SQLiteEngine.copy(path, to: target)
        case .memory: throw JournalError(.input, "a journal in memory has no copies: set JOURNAL")
        case .database:
            throw JournalError(
                .input, "\(target): a database is copied by pg_dump --schema learnhooks")
        }
    }
}
