import Synchronization

/// A member that is there and could not be read by who does not need it.
public struct UnreadField: Sendable {
    /// The way to it: from its row, where it is a part of one, else from the outermost value.
    public let path: JSONPath
    /// The member as it was sent.
    public let sent: JSONNode
    /// What is wrong with it, with its path and place from the outermost value.
    public let error: JSONError
    /// Whether it is a part of a row, whose own fields have it, too.
    public let isOfRow: Bool
}

/// An unread field as its text keeps it: a node would hold on to the text, and the text to the node.
struct UnreadNote: Sendable {
    let index: Int
    let path: JSONPath
    var error: JSONError
    var isOfRow = false
}

extension JSONNode {
    /// Notes that the value could not be read by who does not need it.
    @usableFromInline
    func note(_ error: JSONError) {
        let note = UnreadNote(index: index, path: path, error: located(error))
        text.unread.withLock { notes in
            // Who reads a member twice notes it once: what was noted since the last row came to its end is all that can be the same.
            let isKnown = notes.reversed().prefix { !$0.isOfRow }.contains { $0.index == note.index }
            if !isKnown { notes.append(note) }
        }
    }

    /// Returns what was noted of the value and of all that is inside it, and forgets it.
    public func takeUnreadFields() -> [UnreadField] {
        let notes = text.unread.withLock { notes in
            guard !notes.isEmpty else { return [] as [UnreadNote] }
            defer { notes = [] }
            return notes
        }
        return notes.filter { (index..<Int(entry.next)).contains($0.index) }.map(field)
    }

    /// How much is noted so far.
    var unreadCount: Int { text.unread.withLock { $0.count } }

    /// Forgets what was noted since there was so much.
    func forgetUnread(since count: Int) {
        text.unread.withLock { notes in notes.removeSubrange(min(count, notes.count)...) }
    }

    /// Makes what was noted since there was so much a row's own, and places its errors in the whole.
    ///
    /// - Parameters:
    ///   - count: How much there was when the row began.
    ///   - placing: Returns an error of the row as one of the whole.
    /// - Returns: The fields of the row itself, without those of rows within it.
    func claimUnread(since count: Int, placing: (JSONError) -> JSONError) -> [UnreadField] {
        text.unread.withLock { notes in
            guard count < notes.count else { return [] }
            var own: [UnreadField] = []
            for index in count..<notes.count {
                if !notes[index].isOfRow { own.append(field(notes[index])) }
                notes[index].isOfRow = true
                notes[index].error = placing(notes[index].error)
            }
            return own
        }
    }

    private func field(_ note: UnreadNote) -> UnreadField {
        UnreadField(path: note.path, sent: node(at: note.index), error: note.error, isOfRow: note.isOfRow)
    }
}
