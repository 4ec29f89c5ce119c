import Journal

extension JournalError {
    /// What the server said, with its five-letter code; nil where the connection was lost.
    init(state: String?, _ words: String) {
        guard let state else {
            self = .lost
            return
        }
        self.init(Self.kind(of: state), "the journal: PostgreSQL says \"\(words)\" (\(state))")
    }

    /// The connection was lost: what was under way may have been committed, or not.
    static let lost = JournalError(.unavailable, "the journal: the connection to PostgreSQL was lost")

    /// Takes an error as it is, or one of others in words.
    init(_ error: any Error) {
        self = error as? JournalError ?? JournalError(.input, "the journal: \(error)")
    }

    /// Who is at fault, by the code's class. Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static func kind(of state: String) -> Kind {
        switch state {
        // A standby, since a primary is another one now; a lock, or a statement, that took too long.
        case "25006", "55P03", "57014": return .unavailable
        default: break
        }
        return switch state.prefix(2) {
        // Connections, resources (a full disk), operators, the system, damage.
        case "08", "53", "57", "58", "XX": .unavailable
        // Who it is, where it is, and what is allowed.
        case "28", "3D", "42": .configuration
        default: .input
        }
    }
}
