/// A time that a payload gives as Unix seconds with a fraction: `1637232384.736462`.
public struct FractionalSeconds: JSONReadable, Sendable {
    /// The instant, with the digits of fraction that were sent.
    public let time: Timestamp

    /// A number.
    public static var expectation: String { JSONNumber.expectation }

    /// Reads a number of seconds since 1970 as its digits, without a binary fraction between, or text that is one.
    ///
    /// - Throws: `JSONError` if it is not a number, has an exponent or more than nine digits of fraction, or is not of the years
    ///   1970 to 9999.
    public init(json: JSONNode) throws(JSONError) {
        let number = try JSONNumber(json: json)
        let parts = number.text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count <= 2, fraction.utf8.count <= 9, let seconds = Int64(parts[0]), seconds >= 0,
            let rest = Int64(fraction.isEmpty ? "0" : String(fraction)),
            let time = Timestamp(
                seconds: seconds,
                nanoseconds: Int32(truncatingIfNeeded: rest * Int64(Timestamp.unit(fraction.utf8.count))),
                fractionDigits: fraction.utf8.count)
        else { throw JSONError(expected: "Unix seconds of the years 1970 to 9999, with 9 digits of fraction at most") }
        self.time = time
    }
}
