/// Swift names, made from the names that platforms use.
enum SwiftName {
    /// Returns the name of a type: `CourseStarted` of `COURSE_STARTED`, or nil if no letter or digit is in it.
    ///
    /// - Parameters:
    ///   - text: The platform's name for it.
    ///   - suffix: What stands behind a name that means something else already.
    /// - Returns: The name.
    static func type(_ text: String, reservedSuffix suffix: String) -> String? {
        var name = words(in: text).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        guard let first = name.utf8.first else { return nil }
        if (0x30...0x39).contains(first) { name = "Type\(name)" }
        return isReserved(name) ? name + suffix : name
    }

    /// Returns the name of a property: `firstName` of `first_name`.
    static func property(_ text: String) -> String {
        let words = words(in: text)
        guard let first = words.first else { return "member" }
        var name = first.prefix(1).lowercased() + first.dropFirst()
        name += words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        if let byte = name.utf8.first, (0x30...0x39).contains(byte) { name = "member\(name)" }
        return isReserved(name) ? "\(name)Value" : name
    }

    /// Returns a text as a string literal, escaped where needed.
    static func literal(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case " "..."~": String(scalar)
            default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
        return "\"\(escaped.joined())\""
    }

    /// Whether a name is a keyword of Swift, or already used by the generated code.
    static func isReserved(_ name: String) -> Bool { reserved.contains(name) }

    /// The runs of letters and digits; one without small letters is written in small ones.
    private static func words(in text: String) -> [String] {
        let runs = text.utf8.split { byte in
            !((0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte))
        }
        return runs.map { run in
            let word = String(decoding: run, as: UTF8.self)
            return run.contains { (0x61...0x7A).contains($0) } ? word : word.lowercased()
        }
    }

    private static let reserved = Set(
        """
        associatedtype class deinit enum extension fileprivate func import init inout internal let open operator private \
        precedencegroup protocol public rethrows static struct subscript typealias var break case catch continue default \
        defer do else fallthrough for guard if in repeat return throw switch where while any as await false is nil self \
        super throws true try json Any Array Action Bool Event EventHandler Identifier JSONError JSONNode JSONNumber \
        JSONReadable JSONValue LearnHooks Optional Platform Protocol Self String Swift Timestamp Type UnixMilliseconds \
        UnixSeconds
        """.split(separator: " ").map(String.init))
}
