package import Journal
package import NIOCore

/// What the dispatch asks of a journal.
package protocol DispatchJournal: Sendable {
    /// Does a unit of work on the journal's own thread, in its next commit.
    func perform<Value: Sendable>(
        on eventLoop: any EventLoop, _ work: @escaping @Sendable (any JournalEngine) throws -> Value
    ) -> EventLoopFuture<Value>
    /// The epoch that a cursor has now; nil where it is gone.
    func epoch(of cursor: CursorName) -> Int64?
    /// Calls back after each commit.
    ///
    /// - Parameter observer: Takes the last place of each shard that got rows, and whether a person has changed cursors.
    func observe(_ observer: @escaping @Sendable (_ places: [Int: Int64], _ areCursorsChanged: Bool) -> Void)
}
