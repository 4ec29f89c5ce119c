/// A list whose elements are read one by one: a bad element does not affect the others.
///
/// An object whose keys are all decimal integers is a list, too, in the order sent: PHP writes a list with gaps like this.
public struct JSONRows<Element: JSONReadable & Sendable>: JSONReadable, Sendable {
    /// One element: what it says, or why it cannot be read.
    public struct Row: Sendable {
        /// The element, or the error with its path from the outermost value.
        public let element: Result<Element, JSONError>
        /// The element as it was sent.
        public let sent: JSONNode
        /// Its members that could not be read, without those of rows inside it.
        public let unread: [UnreadField]
        private let path: JSONPath
        private let location: JSONLocation

        fileprivate init(_ element: JSONNode, path: JSONPath, location: JSONLocation) {
            // It is read as an outermost value, so that finding an error's place does not begin anew at the first byte of
            // the whole: a long list of bad rows costs no more than its length.
            let sent = element.alone
            let noted = sent.unreadCount
            let result = Result { () throws(JSONError) in try sent.read(Element.self) }
            (self.sent, self.path, self.location) = (sent, path, location)
            switch result {
            case .success:
                self.element = result
                unread = sent.claimUnread(since: noted) { $0.moved(to: location, path) }
            case .failure(let error):
                // It is kept whole.
                sent.forgetUnread(since: noted)
                self.element = .failure(error.moved(to: location, path))
                unread = []
            }
        }

        /// Returns an error of a row within this one with its path and place in the whole.
        public func placed(_ error: JSONError) -> JSONError {
            error.moved(to: location, path)
        }
    }

    /// An array.
    public static var expectation: String { "an array" }

    /// The elements in their order.
    public let rows: [Row]

    /// The most bad elements that a list may have: each costs memory, and a list with more is something else.
    public static var mostBadRows: Int { 1_000 }

    /// Reads every element by itself.
    ///
    /// - Throws: `JSONError` if the value is not a list, or has too many bad elements.
    public init(json: JSONNode) throws(JSONError) {
        guard let elements = json.listElements else { throw json.mismatch(expected: "an array") }
        let path = json.path
        var location = json.location
        var passed = json.entry.start
        var badRows = 0
        var rows: [Row] = []
        rows.reserveCapacity(elements.count)
        for (step, element) in elements {
            let start = element.entry.start
            json.text.advance(&location, from: passed, to: start)
            passed = start
            let row = Row(element, path: path.appending(JSONPath([step])), location: location)
            if case .failure = row.element { badRows += 1 }
            guard badRows <= Self.mostBadRows else {
                throw json.error("expected rows that can be read, found more than \(Self.mostBadRows) that cannot")
            }
            rows.append(row)
        }
        self.rows = rows
    }
}

extension JSONNode {
    /// The elements of a list, each with the step that leads to it; nil where the value is none.
    fileprivate var listElements: [(step: JSONPath.Step, element: JSONNode)]? {
        switch kind {
        case .array: return elements.enumerated().map { (.index($0), $1) }
        case .object:
            let members = Array(members)
            let isList = members.allSatisfy { member in
                !member.key.isEmpty && member.key.utf8.allSatisfy(\.isDigit)
            }
            return isList && !members.isEmpty ? members.map { (.key($0.key), $0.value) } : nil
        case .null, .boolean, .number, .string: return nil
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
