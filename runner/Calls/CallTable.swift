import LearnHooks

/// Rows of an answer as a table for people: a column for each member, those of members within it among them.
struct CallTable {
    /// The lines, aligned.
    let text: [UInt8]

    /// The most columns that are shown, and the most characters of one.
    private static let (mostColumns, mostCharacters) = (12, 60)

    /// Makes the table of some rows.
    init(_ rows: [JSONValue]) {
        let rows = rows.map { Self.cells(of: $0) }
        var names: [String] = []
        for name in rows.flatMap({ $0.map(\.name) }) where !names.contains(name) && names.count < Self.mostColumns {
            names.append(name)
        }
        guard !names.isEmpty else {
            text = []
            return
        }
        let lines = [names] + rows.map { cells in names.map { name in cells.first { $0.name == name }?.text ?? "-" } }
        let widths = names.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        text = lines.flatMap { line in
            var text = zip(line, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
            while text.hasSuffix(" ") { text.removeLast() }
            return Array("\(text)\n".utf8)
        }
    }

    /// The members of a row; a member that is an object is replaced by its own members.
    private static func cells(of row: JSONValue) -> [(name: String, text: String)] {
        guard case .object(let members) = row else { return [("value", text(of: row))] }
        return members.flatMap { member -> [(name: String, text: String)] in
            guard case .object(let inner) = member.value else {
                return [(member.key.printable, text(of: member.value))]
            }
            return inner.map { ("\(member.key).\($0.key)".printable, text(of: $0.value)) }
        }
    }

    private static func text(of value: JSONValue) -> String {
        let text =
            switch value {
            case .string(let text): text
            default: String(decoding: value.written, as: UTF8.self)
            }
        return String(text.prefix(mostCharacters)).printable
    }
}
