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

    /// Forgets what was written, and keeps its room.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    /// Writes an object; the closure writes its members.
    @inlinable
    public mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "{"))
        try members(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes an array; the closure writes its elements.
    @inlinable
    public mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "["))
        try elements(&self)
        close(UInt8(ascii: "]"))
    }

    /// Writes a key; the value must follow.
    public mutating func key(_ key: JSONKey) {
        let comma = needsComma ? 1 : 0
        needsComma = false
        key.name.withUTF8Buffer { name in
            _ = unsafe append(comma + name.count + 3) { room in
                unsafe room[0] = UInt8(ascii: ",")
                unsafe room.write(key: name, at: comma)
                return true
            }
        }
    }

    /// Writes a key that is not known when the program is written; the value must follow.
    public mutating func key(named name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ string: String) {
        // Few strings have anything to escape, and those that have not are copied whole.
        if appendPlain(string, behind: nil) { return }
        separate()
        bytes.append(UInt8(ascii: "\""))
        append(string)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a member that is a string of several parts, which need not be made into one.
    public mutating func member(_ key: JSONKey, joining first: String, _ second: String, _ third: String = "") {
        self.key(key)
        needsComma = true
        bytes.append(UInt8(ascii: "\""))
        append(first)
        append(second)
        append(third)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes members that are always the same.
    ///
    /// - Precondition: They are members of an object as JSON has them, commas between them.
    public mutating func members(_ text: StaticString) {
        separate()
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
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
                    writer.key(named: member.key)
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

    // The two brackets are apart so that the closure between them can become a part of its caller: what it captures, as a whole
    // action, is copied otherwise.
    @usableFromInline
    mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    @usableFromInline
    mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Writes a string between quotes, behind a comma where one is due and behind its key where it has one, unless something
    /// in it needs an escape: then nothing.
    ///
    /// - Returns: Whether it was written.
    @inline(__always)
    private mutating func appendPlain(_ string: String, behind key: JSONKey?) -> Bool {
        let comma = needsComma ? 1 : 0
        let isPlain = unsafe string.utf8.withContiguousStorageIfAvailable { text in
            (key?.name ?? "").withUTF8Buffer { name in
                let start = comma + (key == nil ? 0 : name.count + 3)
                let length = start + text.count + 2
                return unsafe append(length) { room in
                    guard unsafe text.copyPlain(to: room.baseAddress, at: start + 1) else { return false }
                    unsafe room[0] = UInt8(ascii: ",")
                    if key != nil { unsafe room.write(key: name, at: comma) }
                    unsafe room[start] = UInt8(ascii: "\"")
                    unsafe room[length - 1] = UInt8(ascii: "\"")
                    return true
                }
            }
        }
        if isPlain == true { needsComma = true }
        return isPlain ?? false
    }

    /// Appends so many bytes, which are all written by a closure that is given room for them; nothing where it says so.
    ///
    /// Appended one by one, each would ask anew whether there is room: see `copyPlain` for what that takes.
    ///
    /// - Returns: Whether they were appended.
    // Safe: the buffer has room for `length` bytes, is lent for the call alone, and counts only where all of them are written.
    @inline(__always)
    private mutating func append(_ length: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Bool) -> Bool {
        var isWritten = false
        bytes.append(addingCapacity: length) { output in
            unsafe output.withUnsafeMutableBufferPointer { room, count in
                isWritten = unsafe write(room)
                if isWritten { count = length }
            }
        }
        return isWritten
    }

    /// Appends the text of a string, with the escapes that it needs.
    private mutating func append(_ string: String) {
        let isPlain = unsafe string.utf8.withContiguousStorageIfAvailable { text in
            unsafe append(text.count) { room in unsafe text.copyPlain(to: room.baseAddress, at: 0) }
        }
        if isPlain == true { return }
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
    public mutating func member(_ key: JSONKey, _ string: String?) {
        guard let string, !appendPlain(string, behind: key) else { return }
        self.key(key)
        self.string(string)
    }

    /// Writes a member that is a number, unless it is nil.
    public mutating func member(_ key: JSONKey, _ number: JSONNumber?) {
        guard let number else { return }
        self.key(key)
        self.number(number)
    }

    /// Writes a member that is true or false, unless it is nil.
    public mutating func member(_ key: JSONKey, _ boolean: Bool?) {
        guard let boolean else { return }
        self.key(key)
        self.boolean(boolean)
    }

    /// Writes a member that is any value, unless it is nil.
    public mutating func member(_ key: JSONKey, _ value: JSONValue?) {
        guard let value else { return }
        self.key(key)
        self.value(value)
    }
}

// Safe, for whoever calls has asked for the room: the name's bytes and three more; 110 instructions a key where it took 350.
extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes a key, whose name needs no escape, its quotes and its colon.
    ///
    /// There must be room for three bytes more than the name has, from the index on: both who call it have asked for it, for a
    /// key and for a key with its string, which take 110 and 150 instructions so, where one after the other took 350.
    // Both pointers are lent for the call.
    @inline(__always)
    fileprivate func write(key name: UnsafeBufferPointer<UInt8>, at index: Int) {
        unsafe self[index] = UInt8(ascii: "\"")
        _ = unsafe name.copyPlain(to: baseAddress, at: index + 1)
        unsafe self[index + 1 + name.count] = UInt8(ascii: "\"")
        unsafe self[index + 2 + name.count] = UInt8(ascii: ":")
    }
}
