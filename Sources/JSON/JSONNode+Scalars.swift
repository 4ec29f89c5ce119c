/// The scalar types that every container decodes, each with its error.
extension JSONNode {
    func decodeBool() throws -> Bool {
        guard let boolean else { throw mismatch(expected: "a boolean") }
        return boolean
    }

    func decodeString() throws -> String {
        guard let string else { throw mismatch(expected: "a string") }
        return string
    }

    func decodeDouble() throws -> Double {
        guard let number else { throw mismatch(expected: "a number") }
        guard number.double.isFinite else { throw error("expected a number that a double holds, found a larger one") }
        return number.double
    }

    func decodeInteger<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self) throws -> Integer {
        if let integer = shortInteger.flatMap({ Integer(exactly: $0) }) { return integer }
        guard let number else { throw mismatch(expected: "an integer") }
        if let integer = Integer(number.text) { return integer }
        guard number.isWhole else { throw error("expected an integer, found a number with a fraction") }
        if let integer = Integer(number.shortest) { return integer }
        throw error("expected an integer of \(Integer.bitWidth) bits, found a number past it")
    }
}

extension JSONNode {
    /// The value when it is a number of few digits without fraction and exponent, as nearly all are: read off the bytes.
    private var shortInteger: Int64? {
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
}

/// The words for what a type expects, for members that are not there.
func expectedName<T>(of type: T.Type) -> String {
    switch type {
    case is Bool.Type: "a boolean"
    case is String.Type: "a string"
    case is any FixedWidthInteger.Type: "an integer"
    default: "a number"
    }
}
