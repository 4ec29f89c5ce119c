/// A part of what was looked for: where there is more, the next one begins behind a place.
///
/// A page is found by looking at a bounded number of rows, so it may have none and yet be followed by others.
package struct JournalPage<Row: Sendable>: Sendable {
    /// What was found, the newest first.
    package var rows: [Row]
    /// Where the next page begins; nil at the end.
    package var next: Int64?

    /// Creates a page.
    package init(rows: [Row], next: Int64?) {
        self.rows = rows
        self.next = next
    }
}
