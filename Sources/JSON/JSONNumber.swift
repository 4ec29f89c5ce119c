/// A number, kept as its text, so that no digit is lost.
public struct JSONNumber: Sendable {
    /// The number as it was sent: `1.50`, `1e3`.
    public let text: String

    /// Creates a number of a text that the grammar of JSON was seen to allow.
    init(validated text: String) {
        self.text = text
    }

    /// Creates an integer.
    public init(_ integer: some BinaryInteger) {
        text = String(integer)
    }

    /// Creates the number with the shortest text of a binary value, or nil for infinities and NaN.
    public init?(_ double: Double) {
        guard double.isFinite else { return nil }
        text = double.description
    }

    /// The number as an integer, or nil if it has a fraction or needs more than 64 bits: `1.0` and `1e3` are integers.
    public var integer: Int64? {
        Int64(text) ?? Int64(shortest)
    }

    /// The binary value nearest to the number.
    public var double: Double {
        Double(text) ?? .nan
    }

    /// Whether the number has no fraction: `1.0` and `1e3` have none.
    public var isWhole: Bool {
        isPlainInteger || DecimalText(text).isWhole
    }

    /// The number in its shortest decimal form, by its exact value: `1.5`, `1000`, `1e+21`.
    ///
    /// The form is that of ECMAScript's `Number::toString`, which RFC 8785 prescribes, without its rounding.
    public var shortest: String {
        isPlainInteger ? text : DecimalText(text).shortest
    }

    /// Whether the text is that of an integer in its shortest form already, as most are.
    private var isPlainInteger: Bool {
        let digits = text.utf8
        guard (1...15).contains(digits.count), digits.first != UInt8(ascii: "0"), digits.first != UInt8(ascii: "-")
        else {
            return false
        }
        return digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

extension JSONNumber: Hashable {
    /// Whether both are the same number, however they are written.
    public static func == (a: JSONNumber, b: JSONNumber) -> Bool {
        a.text == b.text || a.shortest == b.shortest
    }

    /// Feeds the number's value to a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(shortest)
    }
}

extension JSONNumber: Comparable {
    /// Whether one is less than the other, by their exact values.
    public static func < (a: JSONNumber, b: JSONNumber) -> Bool {
        if let a = Int64(a.text), let b = Int64(b.text) { return a < b }
        return DecimalText(a.text).isLess(than: DecimalText(b.text))
    }

    /// The number without its fraction, where it is not negative and has no more digits than an integer; else 0.
    public var wholePart: Int {
        let shortest = shortest
        return shortest.contains("e") ? 0 : Int(shortest.prefix { $0 != "." }) ?? 0
    }
}

extension JSONNumber: ExpressibleByIntegerLiteral {
    /// Creates an integer from a literal.
    public init(integerLiteral value: Int) {
        self.init(value)
    }
}

/// A decimal number taken apart: `0.digits` times ten to the power of `point`.
private struct DecimalText {
    private var isNegative: Bool
    private var digits: ArraySlice<UInt8>
    private var point: Int
    /// The text itself where its exponent is past all use and not worth an arithmetic of its own.
    private var beyond: String?

    private static let largestExponent = 1_000_000_000

    init(_ text: String) {
        var rest = Substring(text)
        isNegative = rest.first == "-"
        if isNegative { rest.removeFirst() }
        let parts = rest.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        let mantissa = parts[0].split(separator: ".", maxSplits: 1)
        let whole = mantissa[0].utf8
        digits = ArraySlice(whole) + (mantissa.count > 1 ? Array(mantissa[1].utf8) : [])
        point = whole.count
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits = digits.dropFirst(leading)
        point -= leading
        let trailing = digits.reversed().prefix { $0 == UInt8(ascii: "0") }.count
        digits = digits.dropLast(trailing)
        guard parts.count > 1, !digits.isEmpty else { return }
        if let exponent = Int(parts[1]), exponent.magnitude <= Self.largestExponent {
            point += exponent
        } else {
            beyond = text.lowercased()
        }
    }

    /// Where the number is among others of its sign: the larger, the further from zero.
    private var magnitude: Int {
        if digits.isEmpty { return .min }
        guard let beyond else { return point }
        return beyond.contains("e-") ? .min + 1 : .max
    }

    func isLess(than other: DecimalText) -> Bool {
        let (isBelowZero, isOtherBelowZero) = (isNegative && !digits.isEmpty, other.isNegative && !other.digits.isEmpty)
        guard isBelowZero == isOtherBelowZero else { return isBelowZero }
        let (small, large) = isBelowZero ? (other, self) : (self, other)
        guard small.magnitude == large.magnitude else { return small.magnitude < large.magnitude }
        return small.digits.lexicographicallyPrecedes(large.digits)
    }

    var isWhole: Bool {
        if let beyond { return !beyond.contains("e-") }
        return point >= digits.count
    }

    var shortest: String {
        if let beyond { return beyond }
        guard !digits.isEmpty else { return "0" }
        let text = String(decoding: digits, as: UTF8.self)
        let unsigned: String
        switch point {
        case 1...21 where point >= digits.count:
            unsigned = text + String(repeating: "0", count: point - digits.count)
        case 1...21:
            unsigned = "\(text.prefix(point)).\(text.dropFirst(point))"
        case -5...0:
            unsigned = "0." + String(repeating: "0", count: -point) + text
        default:
            let exponent = point - 1
            let fraction = text.count > 1 ? ".\(text.dropFirst())" : ""
            unsigned = "\(text.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
        }
        return isNegative ? "-" + unsigned : unsigned
    }
}
