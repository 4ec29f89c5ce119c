/// The code of a handler, with marks where a person must decide.
struct HandlerText {
    let name: String
    let eventType: String
    let platform: String
    let fields: [PayloadShape.Field]

    /// The file.
    var code: String {
        """
        import LearnHooks

        /// DECIDE: What happened, in one sentence.
        struct \(name): EventHandler {
            static let eventType = \(SwiftName.literal(eventType))
            // DECIDE: What it becomes: words of Action.Kind, here and below.
            static let kinds: [Action.Kind] = [Action.Kind("undecided")]

        \(Self.lines(of: fields, named: "Event").map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n"))

            func actions(for event: Event) -> [Action] {
                // DECIDE: Who (learner) did it to what (object), when (time), and what tells one such event from the next (key).
                [Action(Action.Kind("undecided"), object: .platform(\(SwiftName.literal(platform))), key: [])]
            }
        }

        """
    }

    /// The lines of a type that reads an object: its properties, how they are read, and the types of what is inside it.
    ///
    /// Recursion is as deep as shapes are: 4.
    private static func lines(of fields: [PayloadShape.Field], named name: String) -> [String] {
        var (properties, readings, inner): ([String], [String], [[String]]) = ([], [], [])
        var (taken, types): (Set<String>, Set<String>) = ([], [name])
        for field in fields {
            let property = unique(SwiftName.property(field.key), &taken)
            let type = type(of: field.shape, named: field.key, &types, &inner)
            properties.append("    let \(property): \(type)?")
            readings.append("        \(property) = json[\(SwiftName.literal(field.key))]")
        }
        var lines = ["struct \(name): JSONReadable {"] + properties
        if !properties.isEmpty { lines.append("") }
        lines +=
            readings.isEmpty ? ["    init(json: JSONNode) {}"] : ["    init(json: JSONNode) {"] + readings + ["    }"]
        for type in inner { lines += [""] + type.map { $0.isEmpty ? "" : "    \($0)" } }
        return lines + ["}"]
    }

    /// The type that reads a shape; that of an object is added to the inner ones.
    private static func type(
        of shape: PayloadShape, named key: String, _ types: inout Set<String>, _ inner: inout [[String]]
    ) -> String {
        switch shape {
        case .scalar(let type): return type
        case .list(let element):
            // Of attendees each one is an Attendee.
            let isPlural = key.hasSuffix("s") && !key.hasSuffix("ss")
            return "[\(type(of: element, named: isPlural ? String(key.dropLast()) : key, &types, &inner))]"
        case .object(let fields):
            let name = unique(SwiftName.type(key, reservedSuffix: "Part") ?? "Part", &types)
            inner.append(lines(of: fields, named: name))
            return name
        }
    }

    /// A name that no other has, with a number behind it where one has.
    private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
        var (candidate, number) = (name, 2)
        while !taken.insert(candidate).inserted {
            candidate = "\(name)\(number)"
            number += 1
        }
        return candidate
    }
}
