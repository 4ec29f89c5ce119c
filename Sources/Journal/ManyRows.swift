/// A command about many rows that a person has begun, as the journal notes it until it is done.
///
/// It goes in steps, so that nobody waits for it, and goes on after a kill; its destination is paused meanwhile.
package struct ManyRows: Sendable, Equatable {
    /// Its number: those that began first are done first.
    package var number: Int64
    /// What is done.
    package var verb: Verb
    /// The destination; empty for all.
    package var destination: String
    /// The name that the destination had before; empty where it keeps its own.
    package var oldName: String
    /// Whose rows; nil for all learners'.
    package var key: OrderKey?
    /// The place of the log that bounds the rows: `move` is about those behind it, `forget` about those up to it.
    package var place: Int64

    /// What is done.
    package enum Verb: String, Sendable, CaseIterable {
        /// Open rows are given up.
        case skip
        /// Exceptions behind a place are let go of.
        case move
        /// All of a destination is let go of.
        case remove
        /// What a destination has is told by another name.
        case rename
        /// What names a learner is removed.
        case forget
    }

    /// Creates a command.
    package init(
        number: Int64, verb: Verb, destination: String, oldName: String, key: OrderKey?, place: Int64
    ) {
        (self.number, self.verb, self.destination) = (number, verb, destination)
        (self.oldName, self.key, self.place) = (oldName, key, place)
    }

    /// Whether it takes away the cursors that a destination has.
    package func takesCursors(of destination: String) -> Bool { verb == .remove || oldName == destination }

    /// How many rows a step is about.
    package static let step = 500

    /// What it is read from, in SQL.
    package static let columns = "id, verb, destination, old, key, place"

    /// Reads the columns; nil for a verb of another version's.
    package init?(_ row: some QueryRow) {
        guard let verb = row.text(1).flatMap(Verb.init(rawValue:)) else { return nil }
        (number, self.verb, destination) = (row.integer(0), verb, row.text(2) ?? "")
        (oldName, place) = (row.text(3) ?? "", row.integer(5))
        key = row.isNull(4) ? nil : OrderKey(bytes: row.bytes(4))
    }
}

extension JournalError {
    /// A command cannot begin, for one is under way at its destination.
    package static func underWay(_ command: ManyRows) -> JournalError {
        JournalError(
            .input,
            "\(command.destination): \(command.verb.rawValue) is under way: expected it to be done; it goes on by itself"
        )
    }
}
