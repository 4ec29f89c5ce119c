package import Journal
package import LearnHooks

/// What a destination takes.
package struct DestinationFilter: Sendable, Equatable {
    /// The kinds, each by its name or by how it begins: `activity.*`; all where nil.
    private let kinds: [String]?
    /// The platforms, by their names; all where nil.
    private let platforms: Set<String>?

    /// Creates a filter.
    ///
    /// - Parameters:
    ///   - kinds: The kinds, each by its name or by how it begins; nil for all.
    ///   - platforms: The names of the platforms; nil for all.
    package init(kinds: [String]? = nil, platforms: Set<String>? = nil) {
        self.kinds = kinds
        self.platforms = platforms
    }

    /// Whether a text names a kind, or says how it begins: `activity.*`.
    package static func isName(_ text: String, of kind: Action.Kind) -> Bool {
        text == kind.name || (text.hasSuffix(".*") && kind.name.hasPrefix(text.dropLast()))
    }

    /// Whether the destination takes a row.
    package func takes(_ row: Row) -> Bool {
        switch row {
        case .action(let action): takes(action.event.platform) && takes(action.action.kind)
        case .delivery(let body): takes(body.event.platform)
        }
    }

    /// Whether the destination takes a row of the log.
    func takes(_ row: LogRow) -> Bool {
        takes(row.platform) && (row.kind.map { takes(Action.Kind($0)) } ?? true)
    }

    private func takes(_ platform: String) -> Bool { platforms?.contains(platform) ?? true }

    private func takes(_ kind: Action.Kind) -> Bool {
        kinds?.contains { Self.isName($0, of: kind) } ?? true
    }

    /// What is taken, in words: `activity.*, enrolment.created of falkor`.
    package var description: String {
        let kinds = kinds?.joined(separator: ", ") ?? "everything"
        return platforms.map { "\(kinds) of \($0.sorted().joined(separator: ", "))" } ?? kinds
    }
}
