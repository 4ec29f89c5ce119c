/// Writes compact JSON: members in the order in which they are given, strings escaped as in RFC 8785, numbers shortest.
public struct JSONWriter: Sendable {
    /// What was written so far, as UTF-8.
    public private(set) var bytes: [UInt8] = []
    /// Whether a comma must stand before the next value or key.
    private var needsComma = false

    /// Creates a writer that has written nothing, with room for so many bytes before it has to move them.
    public init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes an object; the closure writes its members.
    public mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
        try container(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    /// Writes an array; the closure writes its elements.
    public mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
        try container(UInt8(ascii: "["), UInt8(ascii: "]"), elements)
    }

    /// Writes a key; the value must follow.
    public mutating func key(_ key: String) {
        string(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ string: String) {
        separate()
        // Few strings have anything to escape, and those that have not are copied whole.
        if appendPlain(string, withQuotes: true) { return }
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(string)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a string that some texts make together.
    public mutating func string(joining first: String, _ second: String, _ third: String = "") {
        separate()
        bytes.append(UInt8(ascii: "\""))
        for part in [first, second, third] where !appendPlain(part, withQuotes: false) { appendEscaped(part) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a number in its shortest form.
    public mutating func number(_ number: JSONNumber) {
        separate()
        bytes.append(contentsOf: number.shortest.utf8)
    }

    /// Writes true or false.
    public mutating func boolean(_ boolean: Bool) {
        separate()
        bytes.append(contentsOf: (boolean ? "true" : "false").utf8)
    }

    /// Writes any value, an object's members in their order.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null:
            separate()
            bytes.append(contentsOf: "null".utf8)
        case .boolean(let boolean): self.boolean(boolean)
        case .number(let number): self.number(number)
        case .string(let string): self.string(string)
        // Recursion is as deep as the value, which the reader keeps to 32.
        case .array(let elements):
            array { writer in
                for element in elements { writer.value(element) }
            }
        case .object(let members):
            object { writer in
                for member in members {
                    writer.key(member.key)
                    writer.value(member.value)
                }
            }
        }
    }

    /// Writes a text as it is, which is not looked at.
    public mutating func text(_ text: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: text)
    }

    /// Ends a line: what follows stands on the next one.
    public mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    private mutating func container(
        _ opening: UInt8, _ closing: UInt8, _ contents: (inout JSONWriter) throws -> Void
    ) rethrows {
        separate()
        bytes.append(opening)
        needsComma = false
        try contents(&self)
        bytes.append(closing)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Writes a string's text, unless something in it needs an escape: then nothing.
    private mutating func appendPlain(_ string: String, withQuotes: Bool) -> Bool {
        let text = string.utf8Span.span
        let margin = withQuotes ? 1 : 0
        let length = text.count + 2 * margin
        var isPlain = false
        bytes.append(addingCapacity: length) { output in
            // What was initialized is `length` bytes where the copy was made, and else said to be nothing.
            unsafe output.withUnsafeMutableBufferPointer { room, count in
                let room = UnsafeMutableRawBufferPointer(room)
                isPlain = unsafe text.copyPlain(
                    to: UnsafeMutableRawBufferPointer(rebasing: room[margin..<length - margin]))
                guard isPlain else { return }
                if withQuotes {
                    unsafe room[0] = UInt8(ascii: "\"")
                    unsafe room[length - 1] = UInt8(ascii: "\"")
                }
                count = length
            }
        }
        return isPlain
    }

    private mutating func appendEscaped(_ string: String) {
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x20...: bytes.append(byte)
            case 0x08: bytes.append(contentsOf: #"\b"#.utf8)
            case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0x0C: bytes.append(contentsOf: #"\f"#.utf8)
            case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
            default: bytes.append(contentsOf: #"\u00\#(byte < 16 ? "0" : "")\#(String(byte, radix: 16))"#.utf8)
            }
        }
    }
}

extension JSONWriter {
    /// Writes a member that is a string, unless it is nil.
    public mutating func member(_ key: String, _ string: String?) {
        guard let string else { return }
        self.key(key)
        self.string(string)
    }

    /// Writes a member that is a string, which some texts make together.
    public mutating func member(_ key: String, joining first: String, _ second: String, _ third: String = "") {
        self.key(key)
        string(joining: first, second, third)
    }

    /// Writes a member that is a number, unless it is nil.
    public mutating func member(_ key: String, _ number: JSONNumber?) {
        guard let number else { return }
        self.key(key)
        self.number(number)
    }

    /// Writes a member that is true or false, unless it is nil.
    public mutating func member(_ key: String, _ boolean: Bool?) {
        guard let boolean else { return }
        self.key(key)
        self.boolean(boolean)
    }

    /// Writes a member that is any value, unless it is nil.
    public mutating func member(_ key: String, _ value: JSONValue?) {
        guard let value else { return }
        self.key(key)
        self.value(value)
    }
}
