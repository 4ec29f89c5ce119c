extension Timestamp {
    /// Reads a time as RFC 3339 writes it: `2020-10-09T14:59:06+02:00`, with 0 to 9 digits of fraction.
    ///
    /// The offset may be ISO 8601's basic one, `+0200`. A leap second is the first second of the next minute. Nil for anything else, and for instants that fall outside
    /// the years 0000 to 9999 in UTC.
    public init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard let year = rest.takeNumber(digits: 4), rest.take("-"),
            let month = rest.takeNumber(digits: 2), rest.take("-"),
            let day = rest.takeNumber(digits: 2), rest.take("T") || rest.take("t"),
            let hour = rest.takeNumber(digits: 2), hour < 24, rest.take(":"),
            let minute = rest.takeNumber(digits: 2), minute < 60, rest.take(":"),
            let second = rest.takeNumber(digits: 2), second <= 60
        else { return nil }
        let date = CalendarDay(year: year, month: month, day: day)
        guard date.isReal else { return nil }

        var nanoseconds = 0
        var fractionDigits = 0
        if rest.take(".") {
            fractionDigits = rest.prefix { $0.isASCIIDigit }.count
            guard (1...9).contains(fractionDigits), let fraction = rest.takeNumber(digits: fractionDigits) else {
                return nil
            }
            nanoseconds = fraction * Self.unit(fractionDigits)
        }
        guard let offset = rest.takeOffset(), rest.isEmpty else { return nil }
        let secondOfDay = Int64(hour * 3600 + minute * 60 + second)
        let seconds = date.daysSince1970 * 86_400 + secondOfDay - Int64(offset)
        // RFC 3339, 5.7: a 60th second stands at the end of a UTC day alone.
        guard second < 60 || seconds.quotientAndRemainder(dividingBy: 86_400).remainder == 0 else { return nil }
        self.init(
            seconds: seconds, nanoseconds: Int32(truncatingIfNeeded: nanoseconds), fractionDigits: fractionDigits)
    }
}

extension Timestamp: JSONReadable {
    /// A string.
    public static var expectation: String { String.expectation }

    /// Reads a string as RFC 3339 writes times.
    ///
    /// - Throws: `JSONError` if it is no such string.
    public init(json: JSONNode) throws(JSONError) {
        guard let time = Timestamp(try String(json: json)) else {
            throw JSONError(expected: "a time as in RFC 3339, such as 2020-10-09T14:59:06+02:00")
        }
        self = time
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = first, UInt32(byte) == character.value else { return false }
        removeFirst()
        return true
    }

    fileprivate mutating func takeNumber(digits: Int) -> Int? {
        let text = prefix(digits)
        guard text.count == digits, text.allSatisfy(\.isASCIIDigit) else { return nil }
        removeFirst(digits)
        return text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// The offset from UTC in seconds.
    fileprivate mutating func takeOffset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = takeNumber(digits: 2), hours < 24 else { return nil }
        _ = take(":")
        guard let minutes = takeNumber(digits: 2), minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}

extension UInt8 {
    fileprivate var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
