/// An engine whose tables can be carried to another engine's, and filled from there.
package protocol CopyableEngine: JournalEngine {
    /// Does something with the tables as they are at one moment: nothing is appended meanwhile.
    ///
    /// - Throws: `JournalError` where a function uses them, and what the work throws.
    func atRest<T>(_ work: () throws -> T) throws(JournalError) -> T
    /// Fills tables that were never used, wholly or not at all.
    ///
    /// - Throws: `JournalError` where they were used, and what the work throws.
    func fill(_ work: () throws -> Void) throws(JournalError)
    /// Reads rows of a table in the order of its key: behind one, or from the beginning; at most so many, and of so many bytes
    /// together; a larger row comes alone.
    func page(
        of table: StoredTable, behind key: [StoredValue], rows: Int, bytes: Int
    ) throws(JournalError) -> [[StoredValue]]
    /// Inserts rows as they were read.
    func insert(_ rows: [[StoredValue]], into table: StoredTable) throws(JournalError)
    /// What the rows do not say.
    func head() throws(JournalError) -> JournalHead
    /// Says what the rows do not say, once they are there.
    func setHead(_ head: JournalHead) throws(JournalError)
}

extension CopyableEngine {
    /// Copies all that the journal holds to an engine that was never used: places, cursors and epochs stay as they are.
    ///
    /// - Parameters:
    ///   - target: Where it goes. It has all of it, or nothing.
    ///   - progress: Is told how many rows were copied.
    /// - Throws: `JournalError` where this journal is in use, the other one is not empty, or either cannot be read or written.
    /// - Returns: What the copy holds, counted.
    package func copy(to target: some CopyableEngine, progress: (Int) -> Void) throws(JournalError) -> JournalHead {
        try atRest {
            let head = try head()
            try target.fill {
                var count = 0
                for table in StoredTable.all {
                    var last: [StoredValue]? = []
                    while let key = last {
                        let rows = try page(of: table, behind: key, rows: 500, bytes: 1 << 20)
                        try target.insert(rows, into: table)
                        last = rows.last.map { Array($0.prefix(table.keyCount)) }
                        count += rows.count
                        progress(count)
                    }
                }
                try target.setHead(head)
            }
            return head
        }
    }
}

extension JournalError {
    /// A journal that is to be filled has something.
    package static let isUsed = JournalError(
        .input, "expected an empty journal, or none, to copy to; found one that was used: name another one")
}
