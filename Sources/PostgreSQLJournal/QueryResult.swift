import CPostgreSQL
import Journal

/// What a statement brought.
///
/// Safe, for the handle is valid from its making until `deinit`, and seen by nobody else.
@safe
final class QueryResult {
    private let handle: OpaquePointer

    /// Takes a result of the library's.
    init(_ handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit { unsafe PQclear(handle) }

    /// How it went.
    var status: Int32 { unsafe PQresultStatus(handle) }

    /// How many rows it has.
    var count: Int32 { unsafe PQntuples(handle) }

    /// Its rows.
    var rows: some Sequence<ResultRow> { (0..<count).lazy.map { ResultRow(result: self, row: $0) } }

    /// What went wrong; the words name tables and columns, never a value.
    var error: JournalError {
        JournalError(state: field(PG_DIAG_SQLSTATE), field(PG_DIAG_MESSAGE_PRIMARY) ?? "unknown")
    }

    private func field(_ code: Int32) -> String? {
        // The text is the result's own, and is copied here.
        unsafe PQresultErrorField(handle, code).map { unsafe String(cString: $0) }
    }

    fileprivate func isNull(_ row: Int32, _ column: Int32) -> Bool { unsafe PQgetisnull(handle, row, column) == 1 }

    fileprivate func bytes(_ row: Int32, _ column: Int32) -> [UInt8] {
        guard let start = unsafe PQgetvalue(handle, row, column) else { return [] }
        let count = unsafe Int(PQgetlength(handle, row, column))
        // Start and length hold as long as the result does, and the copy is made before.
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}

/// A row of a result, all of whose columns are binary.
struct ResultRow: QueryRow {
    fileprivate let result: QueryResult
    fileprivate let row: Int32

    /// A number, or a truth, of up to eight bytes; 0 where there is none.
    func integer(_ column: Int32) -> Int64 {
        let bytes = result.bytes(row, column).suffix(8)
        guard let first = bytes.first else { return 0 }
        let start: Int64 = bytes.count > 1 && first & 0x80 != 0 ? -1 : 0
        return bytes.reduce(start) { $0 << 8 | Int64($1) }
    }

    /// Bytes; empty where there are none.
    func bytes(_ column: Int32) -> [UInt8] { result.bytes(row, column) }

    /// Whether there is nothing.
    func isNull(_ column: Int32) -> Bool { result.isNull(row, column) }
}
