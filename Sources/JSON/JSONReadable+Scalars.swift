// The scalars of JSON. A number that comes as text is the number: several platforms send both.

extension String: JSONReadable {
    /// A string.
    public static var expectation: String { "a string" }

    /// Reads a string.
    ///
    /// - Throws: `JSONError` if the value is not a string.
    public init(json: JSONNode) throws(JSONError) {
        guard let string = json.string else { throw json.mismatch(expected: "a string") }
        self = string
    }
}

extension Bool: JSONReadable {
    /// A boolean.
    public static var expectation: String { "a boolean" }

    /// Reads true or false.
    ///
    /// - Throws: `JSONError` where the value is neither.
    public init(json: JSONNode) throws(JSONError) {
        guard let boolean = json.boolean else { throw json.mismatch(expected: "a boolean") }
        self = boolean
    }
}

extension JSONNumber: JSONReadable {
    /// A number.
    public static var expectation: String { "a number" }

    /// Reads a number with all its digits, or text that is one.
    ///
    /// - Throws: `JSONError` where the value is neither.
    public init(json: JSONNode) throws(JSONError) {
        guard let number = json.number ?? json.numberInText else { throw json.mismatch(expected: "a number") }
        self = number
    }
}

extension Double: JSONReadable {
    /// A number.
    public static var expectation: String { "a number" }

    /// Reads the binary value nearest to a number.
    ///
    /// - Throws: `JSONError` if the value is not a number, or a double cannot hold it.
    public init(json: JSONNode) throws(JSONError) {
        let double = try JSONNumber(json: json).double
        guard double.isFinite else { throw json.error("expected a number that a double holds, found a larger one") }
        self = double
    }
}

extension JSONReadable where Self: FixedWidthInteger {
    /// An integer.
    public static var expectation: String { "an integer" }

    /// Reads an integer, however it is written: `1.0` and `1e3` are integers, and so is text that is one.
    ///
    /// - Throws: `JSONError` if the value is not an integer, or does not fit the type.
    public init(json: JSONNode) throws(JSONError) {
        if let integer = json.shortInteger.flatMap({ Self(exactly: $0) }) {
            self = integer
            return
        }
        guard let number = json.number ?? json.numberInText else { throw json.mismatch(expected: "an integer") }
        guard number.isWhole else { throw json.error("expected an integer, found a number with a fraction") }
        guard let integer = Self(number.text) ?? Self(number.shortest) else {
            throw json.error("expected an integer of \(Self.bitWidth) bits, found a number past it")
        }
        self = integer
    }
}

extension Int: JSONReadable {}
extension Int64: JSONReadable {}
extension Int32: JSONReadable {}

extension JSONNode {
    /// The value when it is a number of few digits without fraction and exponent, as nearly all are: read off the bytes.
    fileprivate var shortInteger: Int64? {
        let entry = entry
        // Eighteen digits cannot overflow.
        guard entry.kind == .integer, entry.end - entry.start <= 18 else { return nil }
        let start = Int(entry.start)
        let isNegative = text.bytes[start] == UInt8(ascii: "-")
        var value: Int64 = 0
        for index in (isNegative ? start + 1 : start)..<Int(entry.end) {
            value = value &* 10 &+ Int64(text.bytes[index] &- UInt8(ascii: "0"))
        }
        return isNegative ? -value : value
    }

    /// The number that a string's text is.
    fileprivate var numberInText: JSONNumber? {
        let entry = entry
        guard entry.kind == .string, !entry.isEscaped else { return nil }
        let (start, end) = (Int(entry.start) + 1, Int(entry.end) - 1)
        let bytes = text.bytes
        guard (try? bytes.span.checkNumber(from: start, to: end)) != nil else { return nil }
        return JSONNumber(validated: String(decoding: bytes[start..<end], as: UTF8.self))
    }
}
