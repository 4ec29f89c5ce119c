/// A time that a payload gives as Unix seconds.
public struct UnixSeconds: Decodable, Sendable {
    /// The instant.
    public let time: Timestamp

    /// Decodes an integer of seconds since 1970.
    ///
    /// - Throws: `JSONError` where it is no integer, or past the year 9999.
    public init(from decoder: any Decoder) throws {
        let seconds = try decoder.singleValueContainer().decode(Int64.self)
        guard let time = Timestamp(unixSeconds: seconds) else {
            throw JSONError(expected: "Unix seconds of the years 0000 to 9999")
        }
        self.time = time
    }
}
