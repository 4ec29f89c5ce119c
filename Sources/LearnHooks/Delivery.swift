/// One request of a webhook, as it came over the wire: nothing in it is trusted yet, and nothing is decoded.
public struct Delivery: Sendable {
    /// The method, in capitals.
    public var method: String
    /// The path of the URL, percent-encoded as it was sent, without the query.
    public var path: String
    /// The query of the URL as it was sent, without the question mark; what a handshake asks for is all that is read from it.
    public var query: String
    /// The header's fields in their order, repeated ones and all.
    public var headers: [HeaderField]
    /// The body's exact bytes.
    public var body: [UInt8]

    /// A field of a header.
    public struct HeaderField: Sendable, Hashable {
        /// The name, which compares without regard to case.
        public var name: String
        /// The value, without white space around it.
        public var value: String

        /// Creates a field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Creates a delivery.
    public init(method: String, path: String, query: String = "", headers: [HeaderField], body: [UInt8]) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The values of every field of a name, in whichever case it is written.
    public func headers(named name: String) -> [String] {
        headers.compactMap { $0.name.isSameHeaderName(as: name) ? $0.value : nil }
    }

    /// Whether there is a field of a name, in whichever case it is written.
    public func hasHeader(_ name: String) -> Bool {
        headers.contains { $0.name.isSameHeaderName(as: name) }
    }
}

extension String {
    /// Whether both are the same name of a header: the case of letters does not count.
    fileprivate func isSameHeaderName(as other: String) -> Bool {
        let (mine, others) = (utf8Span.span, other.utf8Span.span)
        return mine.count == others.count && mine.indices.allSatisfy { mine[$0].lowercased == others[$0].lowercased }
    }
}

extension UInt8 {
    /// The lower-case letter of an upper-case one of ASCII, else the byte itself.
    fileprivate var lowercased: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
