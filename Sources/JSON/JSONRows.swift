/// An array whose elements decode one by one: a bad one spoils itself alone.
public struct JSONRows<Element: Decodable & Sendable>: Decodable, Sendable {
    /// One element: what it says, or why it cannot be read.
    public struct Row: Sendable {
        /// The decoded element, or the error with its path from the outermost value.
        public let element: Result<Element, JSONError>
        /// The element as it was sent.
        public let sent: JSONNode
        private let path: JSONPath
        private let location: JSONLocation

        fileprivate init(_ element: JSONNode, path: JSONPath, location: JSONLocation) throws {
            sent = element.alone
            self.path = path
            self.location = location
            do {
                self.element = .success(try sent.decode(Element.self))
            } catch let error as JSONError {
                self.element = .failure(error.moved(to: location, path))
            }
        }

        /// Returns an error of a row within this one with its path and place in the whole.
        public func placed(_ error: JSONError) -> JSONError {
            error.moved(to: location, path)
        }
    }

    /// The elements in their order.
    public let rows: [Row]

    /// The most bad elements that a list may have: one with more is no list of them, and each costs memory.
    public static var mostBadRows: Int { 1_000 }

    /// Decodes every element by itself.
    ///
    /// - Throws: `JSONError` where the value is no array, or has too many bad elements; what an element's own code throws other than errors of JSON.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? NodeDecoder else { throw JSONError(expected: "an array") }
        let node = decoder.node
        guard node.kind == .array else { throw node.mismatch(expected: "an array") }
        let path = node.path
        // Each element is read as an outermost value, so that finding an error's place does not begin anew at the
        // first byte of the whole: a long list of bad rows costs no more than its length.
        var location = node.location
        var passed = node.entry.start
        var badRows = 0
        rows = try node.elements.enumerated().map { index, element in
            let start = element.entry.start
            node.text.advance(&location, from: passed, to: start)
            passed = start
            let row = try Row(element, path: path.appending(JSONPath([.index(index)])), location: location)
            if case .failure = row.element { badRows += 1 }
            guard badRows <= Self.mostBadRows else {
                throw node.error("expected rows that can be read, found more than \(Self.mostBadRows) that cannot")
            }
            return row
        }
    }
}

extension JSONError {
    fileprivate func moved(to start: JSONLocation, _ prefix: JSONPath) -> JSONError {
        var error = moved(to: start)
        error.path = prefix.appending(path)
        return error
    }
}
