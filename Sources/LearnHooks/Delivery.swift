/// One call of a webhook, as it came over the wire: nothing in it is trusted, and nothing decoded.
public struct Delivery: Sendable {
    /// The method, in capitals.
    public var method: String
    /// The path of the URL, percent-encoded as it was sent, without the query.
    public var path: String
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
    public init(method: String, path: String, headers: [HeaderField], body: [UInt8]) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }

    /// The values of every field of a name, in whichever case it is written.
    public func headers(named name: String) -> [String] {
        let name = name.lowercased()
        return headers.filter { $0.name.lowercased() == name }.map(\.value)
    }
}
