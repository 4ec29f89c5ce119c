/// A time that a payload gives as Unix seconds.
public struct UnixSeconds: JSONReadable, Sendable {
    /// The instant.
    public let time: Timestamp

    /// An integer.
    public static var expectation: String { Int64.expectation }

    /// Reads an integer of seconds since 1970.
    ///
    /// - Throws: `JSONError` if it is not an integer, or past the year 9999.
    public init(json: JSONNode) throws(JSONError) {
        guard let time = Timestamp(unixSeconds: try Int64(json: json)) else {
            throw JSONError(expected: "Unix seconds of the years 0000 to 9999")
        }
        self.time = time
    }
}
