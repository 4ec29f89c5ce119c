/// An instant in UTC, to the nanosecond, with as many digits of fraction as were sent.
///
/// Years go from 0000 to 9999, as RFC 3339 has them.
public struct Timestamp: Sendable {
    /// Seconds since 1970-01-01T00:00:00Z, rounded down.
    public let seconds: Int64
    /// Nanoseconds after them: 0 to 999,999,999.
    public let nanoseconds: Int32
    /// How many digits of fraction were sent: 0 to 9.
    public let fractionDigits: Int

    /// The seconds of the years 0000 to 9999.
    private static let range: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// 1970-01-01T00:00:00Z.
    public static let epoch = Timestamp(checkedSeconds: 0, nanoseconds: 0, fractionDigits: 0)

    /// Creates an instant of Unix seconds; nil outside the years 0000 to 9999.
    public init?(unixSeconds seconds: Int64) {
        self.init(seconds: seconds, nanoseconds: 0, fractionDigits: 0)
    }

    /// Creates an instant of Unix milliseconds, which are three digits of fraction; nil outside the years 0000 to 9999.
    public init?(unixMilliseconds milliseconds: Int64) {
        let seconds = milliseconds.dividedRoundingDown(by: 1_000)
        let rest = Int32(truncatingIfNeeded: milliseconds &- seconds &* 1_000)
        self.init(seconds: seconds, nanoseconds: rest &* 1_000_000, fractionDigits: 3)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, rounded down.
    package var unixMilliseconds: Int64 { seconds * 1_000 + Int64(nanoseconds) / 1_000_000 }

    init?(seconds: Int64, nanoseconds: Int32, fractionDigits: Int) {
        guard Self.range.contains(seconds) else { return nil }
        self.init(checkedSeconds: seconds, nanoseconds: nanoseconds, fractionDigits: fractionDigits)
    }

    private init(checkedSeconds seconds: Int64, nanoseconds: Int32, fractionDigits: Int) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.fractionDigits = fractionDigits
    }

    /// The instant without the zeros at the end of its fraction: one text for one instant.
    public var shortest: Timestamp {
        var digits = fractionDigits
        var fraction = Int(nanoseconds) / Self.unit(digits)
        while digits > 0, fraction.isMultiple(of: 10) {
            fraction /= 10
            digits -= 1
        }
        return Timestamp(checkedSeconds: seconds, nanoseconds: nanoseconds, fractionDigits: digits)
    }

    /// The nanoseconds that one unit of the last digit stands for.
    static func unit(_ digits: Int) -> Int {
        (digits..<9).reduce(1) { unit, _ in unit * 10 }
    }
}

extension Timestamp: Hashable, Comparable {
    /// Whether both are the same instant, however many digits were sent.
    public static func == (a: Timestamp, b: Timestamp) -> Bool {
        (a.seconds, a.nanoseconds) == (b.seconds, b.nanoseconds)
    }

    /// Feeds the instant to a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(seconds)
        hasher.combine(nanoseconds)
    }

    /// Whether one is before the other.
    public static func < (a: Timestamp, b: Timestamp) -> Bool {
        (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
    }
}

extension Timestamp: CustomStringConvertible {
    /// The instant as RFC 3339 writes it, in UTC: `2021-07-29T16:14:57.31297754Z`.
    public var description: String {
        let day = CalendarDay(daysSince1970: seconds.dividedRoundingDown(by: 86_400))
        let second = Int(seconds - seconds.dividedRoundingDown(by: 86_400) * 86_400)
        var text = Array("0000-00-00T00:00:00".utf8)
        text.write(day.year, at: 0..<4)
        text.write(day.month, at: 5..<7)
        text.write(day.day, at: 8..<10)
        text.write(second / 3600, at: 11..<13)
        text.write(second / 60 % 60, at: 14..<16)
        text.write(second % 60, at: 17..<19)
        if fractionDigits > 0 {
            text.append(UInt8(ascii: "."))
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: fractionDigits))
            text.write(Int(nanoseconds) / Self.unit(fractionDigits), at: 20..<20 + fractionDigits)
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Writes a number over zeros: its last digit first, so that every division is one by ten.
    fileprivate mutating func write(_ number: Int, at digits: Range<Int>) {
        var text = mutableSpan
        var rest = number
        for index in digits.reversed() {
            text[index] += UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }
}

extension Int64 {
    func dividedRoundingDown(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
