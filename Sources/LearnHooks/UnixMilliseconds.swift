/// A time that a payload gives as Unix milliseconds.
public struct UnixMilliseconds: JSONReadable, Sendable {
    /// The instant, with three digits of fraction.
    public let time: Timestamp

    /// An integer.
    public static var expectation: String { Int64.expectation }

    /// Reads an integer of milliseconds since 1970, or text that is one.
    ///
    /// - Throws: `JSONError` if it is not an integer, or past the year 9999.
    public init(json: JSONNode) throws(JSONError) {
        guard let time = Timestamp(unixMilliseconds: try Int64(json: json)) else {
            throw JSONError(expected: "Unix milliseconds of the years 0000 to 9999")
        }
        self.time = time
    }
}
