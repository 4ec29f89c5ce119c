/// The text that a signature covers: the body, and what stands around it.
public struct SignedText: Sendable, Equatable {
    /// A part of the text.
    public enum Part: Sendable, Equatable {
        /// The same in every delivery.
        case text(String)
        /// The time of signing, as it stands in the delivery: Unix seconds.
        case timestamp
        /// The message's id, as it stands in the delivery.
        case id
        /// The raw body.
        case body
    }

    /// Where a part stands in the delivery.
    public enum Place: Sendable, Equatable {
        /// In a header of its own.
        case header(String)
        /// In the signature's header, which is then a list as in `t=1700000000,v1=5f2f…`, under a name.
        case field(String)
    }

    /// The parts in their order.
    public let parts: [Part]
    /// Where the timestamp stands; nil where none is signed.
    public let timestamp: Place?
    /// Where the id stands; nil where none is signed.
    public let id: Place?
    /// How far the sender's clock and ours may be apart, in seconds and in both directions.
    public let tolerance: Int64

    /// The body alone.
    public static let body = SignedText("{body}")

    /// Creates what is signed of a template: `v0:{timestamp}:{body}`.
    ///
    /// - Parameters:
    ///   - template: The text, in which `{timestamp}`, `{id}` and `{body}` stand for what the delivery says.
    ///   - timestamp: Where the timestamp stands.
    ///   - id: Where the id stands.
    ///   - tolerance: How far the clocks may be apart, in seconds.
    /// - Precondition: The body is in it, once; what else is in it has a place, and what has a place is in it.
    public init(_ template: String, timestamp: Place? = nil, id: Place? = nil, tolerance: Int64 = 300) {
        var parts: [Part] = []
        var rest = template[...]
        let names: [(String, Part)] = [("{timestamp}", .timestamp), ("{id}", .id), ("{body}", .body)]
        while let character = rest.first {
            if let (name, part) = names.first(where: { rest.hasPrefix($0.0) }) {
                parts.append(part)
                rest = rest.dropFirst(name.count)
            } else {
                if case .text(let text) = parts.last {
                    parts[parts.count - 1] = .text(text + String(character))
                } else {
                    parts.append(.text(String(character)))
                }
                rest = rest.dropFirst()
            }
        }
        func count(_ part: Part) -> Int { parts.count { $0 == part } }
        precondition(count(.body) == 1, "\(template): expected {body} once")
        precondition(count(.timestamp) == (timestamp == nil ? 0 : 1), "\(template): where does the timestamp stand?")
        precondition(count(.id) == (id == nil ? 0 : 1), "\(template): where does the id stand?")
        self.parts = parts
        self.timestamp = timestamp
        self.id = id
        self.tolerance = tolerance
    }

    /// Whether the signature's header is a list of named fields.
    public var isList: Bool {
        [timestamp, id].contains { if case .field = $0 { true } else { false } }
    }
}
