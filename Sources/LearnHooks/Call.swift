/// A call of a platform's API, as data: what is sent, and what the answer holds.
public struct Call: Sendable {
    /// What a caller gives to a call, by the input's name.
    public typealias Values = [String: [String]]

    /// The words that it is called by: "webhooks list".
    public let name: String
    /// What it is for: one sentence.
    public let summary: String
    /// The method.
    public let method: String
    /// The path below the API's URL, in which `{/name}` stands for a segment, or for nothing where there is no such value.
    ///
    /// Source: RFC 6570, 3.2.6.
    public let path: String
    /// What it takes.
    public let inputs: [CallInput]
    /// Whether it may be made again if its outcome is not known.
    public let isRepeatable: Bool
    /// How many rows a page has, where there are pages: the value `skip` says how many rows stand before it.
    public let pageSize: Int?
    /// The status that says that there is nothing, where one does.
    public let emptyStatus: Int?
    /// What the platform's documents leave open, and what is tried instead.
    public let gaps: [String]
    /// Returns the body, JSON, or nil if there is none.
    public let body: @Sendable (Values) -> JSONValue?
    /// What the answer holds.
    public let answer: Answer

    /// What an answer holds.
    public enum Answer: Sendable {
        /// Rows for people.
        case rows(@Sendable (JSONNode) throws(JSONError) -> [JSONValue])
        /// Events, in the form in which the platform's webhooks send them.
        case events(@Sendable (JSONNode) throws(JSONError) -> [JSONValue])

        /// Returns the rows of an answer.
        ///
        /// - Throws: `JSONError` if it has another shape than the platform documents.
        public func rows(of answer: JSONNode) throws(JSONError) -> [JSONValue] {
            switch self {
            case .rows(let read), .events(let read): try read(answer)
            }
        }
    }

    /// Creates a call.
    public init(
        _ name: String, _ summary: String, method: String, path: String, inputs: [CallInput] = [],
        isRepeatable: Bool, pageSize: Int? = nil, emptyStatus: Int? = nil, gaps: [String] = [],
        body: @escaping @Sendable (Values) -> JSONValue? = { _ in nil }, answer: Answer
    ) {
        self.name = name
        self.summary = summary
        self.method = method
        self.path = path
        self.inputs = inputs
        self.isRepeatable = isRepeatable
        self.pageSize = pageSize
        self.emptyStatus = emptyStatus
        self.gaps = gaps
        self.body = body
        self.answer = answer
    }

    /// Whether the answer holds events.
    public var givesEvents: Bool {
        if case .events = answer { true } else { false }
    }
}
