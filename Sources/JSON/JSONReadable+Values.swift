// Values that are taken as they stand, and lists of which every element must fit.

extension JSONNode: JSONReadable {
    /// Any value.
    public static var expectation: String { "a value" }

    /// Takes the view of the value, so that a payload can hand on fields as they were sent.
    public init(json: JSONNode) { self = json }
}

extension JSONValue: JSONReadable {
    /// Any value.
    public static var expectation: String { "a value" }

    /// Takes the value as it stands.
    public init(json: JSONNode) { self = json.value }
}

extension Array: JSONReadable where Element: JSONReadable {
    /// An array.
    public static var expectation: String { "an array" }

    /// Reads every element.
    ///
    /// - Throws: `JSONError` where the value is no array, or an element does not fit.
    public init(json: JSONNode) throws(JSONError) {
        guard json.kind == .array else { throw json.mismatch(expected: "an array") }
        self = []
        for element in json.elements { append(try element.read()) }
    }
}
