import LearnHooks

/// Something that no log, error or help text may hold: a secret, a good signature, a learner's name or address.
///
/// What every run of a program says is searched for all that the fixtures hold.
public struct Leak: Error, CustomStringConvertible, Sendable {
    /// What was found, and where.
    public let description: String

    /// Searches a text; nil where it is clean.
    public init?(in text: String) {
        guard let found = Self.words.first(where: { text.contains($0) }) else { return nil }
        description = "\(found) stands in: \(text)"
    }

    /// All that must not be seen.
    private static let words: Set<String> = {
        var words = Set(Fixtures.secrets.values)
        words.formUnion([Fixtures.otherWhsec, Fixtures.whsk])
        for line in Sample.all.flatMap({ $0.expected.split(separator: "\n") }) {
            let learner = try? JSONDocument(parsing: Array(line.utf8)).root["data"]?["learner"]
            words.formUnion([learner?["name"]?.string, learner?["email"]?.string].compactMap(\.self))
        }
        for path in (try? Project.files(below: "events/deliveries", withExtension: "json")) ?? [] {
            guard let text = try? Project.text(of: path), let root = try? JSONDocument(parsing: Array(text.utf8)).root
            else { continue }
            for (name, value) in root["headers"]?.members.map({ $0 }) ?? [] where name.hasSuffix("-signature") {
                // `v1,…` and `sha256=…`: what follows is the signature.
                let text = value.string ?? ""
                words.insert(String(text.drop { $0 != "," && $0 != "=" }.dropFirst()))
            }
        }
        return words.filter { !$0.isEmpty }
    }()
}
