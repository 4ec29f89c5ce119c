import CSQLite
import Journal

/// What a statement is given.
typealias Value = StoredValue

/// A statement that is kept: it is given values, and steps through its rows.
///
/// Safe, for the handle is valid from its making until `deinit`, is seen by nobody else, and is used on one thread at a time.
@safe
final class Statement: QueryRow {
    private let handle: OpaquePointer

    /// Takes a statement that SQLite has prepared.
    init(_ handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Gives it its values, in the order of its question marks.
    func bind(_ values: [Value]) throws(JournalError) {
        for (index, value) in zip(Int32(1)..., values) {
            let result: Int32
            switch value {
            case .null: result = unsafe sqlite3_bind_null(handle, index)
            case .integer(let number): result = unsafe sqlite3_bind_int64(handle, index, number)
            case .text(var text):
                // The library makes a copy before it returns.
                result = text.withUTF8 { utf8 in
                    unsafe utf8.withMemoryRebound(to: CChar.self) { bytes in
                        unsafe learnhooks_bind_text(handle, index, bytes.baseAddress, Int32(clamping: bytes.count))
                    }
                }
            case .blob(let bytes) where bytes.isEmpty:
                // An empty array may have no address, which would be bound as NULL.
                result = unsafe sqlite3_bind_zeroblob(handle, index, 0)
            case .blob(let bytes):
                result = unsafe bytes.withUnsafeBytes { bytes in
                    unsafe learnhooks_bind_blob(handle, index, bytes.baseAddress, Int32(clamping: bytes.count))
                }
            }
            guard result == SQLITE_OK else { throw unsafe JournalError(sqlite3_db_handle(handle)) }
        }
    }

    /// Goes to the next row.
    ///
    /// - Returns: Whether there is one.
    func step() throws(JournalError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw unsafe JournalError(sqlite3_db_handle(handle))
        }
    }

    /// Makes it ready for the next use: what it holds of the file is let go of.
    func reset() {
        unsafe sqlite3_reset(handle)
    }

    /// A number of the row; 0 if there is none.
    func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(handle, column)
    }

    /// Bytes of the row, or empty if there are none.
    func bytes(_ column: Int32) -> [UInt8] {
        // Both hold until the next step, and the copy is made before: the address is asked for before the count, as SQLite says.
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Whether the row has nothing there.
    func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    /// How many steps of SQLite's machine it took since this was asked last: what a test of growth counts.
    func takeSteps() -> Int {
        unsafe Int(sqlite3_stmt_status(handle, Int32(SQLITE_STMTSTATUS_VM_STEP), 1))
    }
}
