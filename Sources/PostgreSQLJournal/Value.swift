/// What a statement is given.
enum Value {
    /// A number, or nothing.
    case integer(Int64?)
    /// The project's own text: a name, never what came from outside.
    case text(String)
    /// Bytes, or nothing: whatever came from outside.
    case blob([UInt8]?)
    /// Several numbers.
    case integers([Int64])
    /// Several times bytes, or nothing.
    case blobs([[UInt8]?])
    /// Several names.
    case texts([String])

    /// A number.
    static func integer(_ number: Int) -> Value { .integer(Int64(number)) }
    /// The bytes of a text that came from outside, or nothing.
    static func bytes(_ text: String?) -> Value { .blob(text.map { Array($0.utf8) }) }

    /// The number of its type in `pg_type`.
    var type: UInt32 {
        switch self {
        case .integer: Self.int8
        case .text: Self.plainText
        case .blob: Self.bytea
        case .integers: 1_016
        case .blobs: 1_001
        case .texts: 1_009
        }
    }

    private static let (int8, plainText, bytea): (UInt32, UInt32, UInt32) = (20, 25, 17)

    /// Writes it as PostgreSQL reads it in binary.
    ///
    /// - Returns: Whether it is something; nothing is written for NULL.
    func write(to bytes: inout [UInt8]) -> Bool {
        switch self {
        case .integer(let number):
            guard let number else { return false }
            bytes.append(bigEndian: number)
        case .text(let text): bytes += text.utf8
        case .blob(let blob):
            guard let blob else { return false }
            bytes += blob
        case .integers(let numbers): Self.write(numbers.map { .integer($0) }, of: Self.int8, to: &bytes)
        case .blobs(let blobs): Self.write(blobs.map { .blob($0) }, of: Self.bytea, to: &bytes)
        case .texts(let texts): Self.write(texts.map { .text($0) }, of: Self.plainText, to: &bytes)
        }
        return true
    }

    /// An array of one dimension.
    ///
    /// Dimensions, whether there are NULLs, the elements' type, how many and from which index on, then each with its length. Source: `array_send` in PostgreSQL's `arrayfuncs.c`.
    private static func write(_ values: [Value], of type: UInt32, to bytes: inout [UInt8]) {
        bytes.append(bigEndian: Int32(values.isEmpty ? 0 : 1))
        bytes.append(bigEndian: Int32(1))
        bytes.append(bigEndian: type)
        guard !values.isEmpty else { return }
        bytes.append(bigEndian: Int32(clamping: values.count))
        bytes.append(bigEndian: Int32(1))
        for value in values {
            let place = bytes.count
            bytes.append(bigEndian: Int32(-1))
            guard value.write(to: &bytes) else { continue }
            var length: [UInt8] = []
            length.append(bigEndian: Int32(clamping: bytes.count - place - 4))
            bytes.replaceSubrange(place..<(place + 4), with: length)
        }
    }
}

extension [UInt8] {
    /// Appends a number, its first byte the highest.
    fileprivate mutating func append(bigEndian number: some FixedWidthInteger) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}
