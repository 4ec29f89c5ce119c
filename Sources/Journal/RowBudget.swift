/// How much more is read: at most so many rows, and so many bytes together unless one row has more by itself.
package struct RowBudget {
    private var rows: Int
    private var bytes: Int
    private var isFirst = true

    /// Begins with a budget.
    package init(rows: Int, bytes: Int) {
        self.rows = rows
        self.bytes = bytes
    }

    /// Whether nothing more is taken.
    package var isSpent: Bool { rows <= 0 }

    /// Whether a row is taken.
    package mutating func takes(_ row: LogRow) -> Bool {
        let size = row.content?.count ?? 0
        guard rows > 0, isFirst || size <= bytes else {
            rows = 0
            return false
        }
        isFirst = false
        rows -= 1
        bytes -= size
        return true
    }
}
