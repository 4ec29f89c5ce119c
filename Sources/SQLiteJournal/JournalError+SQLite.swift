import CSQLite
import Journal

extension JournalError {
    /// What a connection says of the call that failed last; nil is a connection that there was no memory for.
    init(_ database: OpaquePointer?) {
        guard let database = unsafe database else {
            self.init(.unavailable, "the journal: no memory for a connection to SQLite")
            return
        }
        let code = unsafe sqlite3_extended_errcode(database)
        // The text is the library's own, and is copied here: it names tables and columns, never a value.
        let text = unsafe sqlite3_errmsg(database).map { unsafe String(cString: $0) } ?? "unknown"
        self.init(Self.kind(of: code & 0xFF), "the journal: SQLite says \"\(text)\" (\(code))")
    }

    /// Takes an error as it is, or one of others in words.
    init(_ error: any Error) {
        self = error as? JournalError ?? JournalError(.input, "the journal: \(error)")
    }

    /// Who is at fault, by SQLite's primary result code.
    private static func kind(of code: Int32) -> Kind {
        switch code {
        case SQLITE_NOTADB: .configuration
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_FULL,
            SQLITE_CANTOPEN:
            .unavailable
        default: .input
        }
    }
}
