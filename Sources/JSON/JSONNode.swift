/// A value inside a document: a view of it, which costs nothing to make.
public struct JSONNode: Sendable {
    /// The JSON types.
    public enum Kind: Sendable {
        case null, boolean, number, string, array, object
    }

    let document: JSONDocument
    /// The index of the value's entry on the tape.
    let index: Int

    private var entry: TapeEntry { document.tape[index] }

    /// Which type the value has.
    public var kind: Kind { Kind(entry.kind) }

    /// The value's bytes, as they were sent.
    public var bytes: ArraySlice<UInt8> {
        document.bytes[document.position(entry.start)..<document.position(entry.end)]
    }

    /// The value's text when it is a string.
    public var string: String? {
        guard entry.kind == .string else { return nil }
        guard entry.isEscaped else { return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self) }
        return String(decoding: document.unescaped(entry), as: UTF8.self)
    }

    /// The value when it is a number.
    public var number: JSONNumber? {
        switch entry.kind {
        case .integer, .number: JSONNumber(validated: String(decoding: bytes, as: UTF8.self))
        default: nil
        }
    }

    /// The value when it is true or false.
    public var boolean: Bool? {
        switch entry.kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The value of an object's member; nil where there is none, or no object.
    public subscript(key: String) -> JSONNode? {
        guard entry.kind == .object else { return nil }
        var member = index + 1
        while member < entry.next {
            if document.isKey(key, at: member) { return JSONNode(document: document, index: member + 1) }
            member = Int(document.tape[member + 1].next)
        }
        return nil
    }

    /// An array's elements, or none.
    public var elements: some Sequence<JSONNode> {
        sequence(state: entry.kind == .array ? index + 1 : Int(entry.next)) { [self] child -> JSONNode? in
            guard child < entry.next else { return nil }
            defer { child = Int(document.tape[child].next) }
            return JSONNode(document: document, index: child)
        }
    }

    /// An object's members in the order in which they were sent, or none.
    public var members: some Sequence<(key: String, value: JSONNode)> {
        let start = entry.kind == .object ? index + 1 : Int(entry.next)
        return sequence(state: start) { [self] child -> (key: String, value: JSONNode)? in
            guard child < entry.next else { return nil }
            defer { child = Int(document.tape[child + 1].next) }
            let key = JSONNode(document: document, index: child).string ?? ""
            return (key, JSONNode(document: document, index: child + 1))
        }
    }

    /// The value as a tree of its own, which outlives the document.
    public var value: JSONValue {
        switch kind {
        case .null: .null
        case .boolean: .boolean(entry.kind == .true)
        case .number: .number(JSONNumber(validated: String(decoding: bytes, as: UTF8.self)))
        case .string: .string(string ?? "")
        // Recursion here is as deep as the reader lets a text be: 32.
        case .array: .array(elements.map(\.value))
        case .object: .object(members.map { JSONValue.Member($0.key, $0.value.value) })
        }
    }

    /// Where the value begins in its document.
    public var location: JSONLocation {
        var location = JSONLocation.start
        document.advance(&location, from: 0, to: entry.start)
        return location
    }

    /// The way to the value from the document's outermost one.
    public var path: JSONPath {
        var path = JSONPath()
        var container = 0
        while container < index {
            let isObject = document.tape[container].kind == .object
            var child = container + 1
            var position = 0
            while document.tape[isObject ? child + 1 : child].next <= index {
                child = Int(document.tape[isObject ? child + 1 : child].next)
                position += 1
            }
            if isObject {
                path.steps.append(.key(JSONNode(document: document, index: child).string ?? ""))
                container = child + 1
            } else {
                path.steps.append(.index(position))
                container = child
            }
        }
        return path
    }
}

extension JSONNode.Kind {
    init(_ kind: TapeEntry.Kind) {
        self =
            switch kind {
            case .null: .null
            case .false, .true: .boolean
            case .integer, .number: .number
            case .string: .string
            case .array: .array
            case .object: .object
            }
    }

    /// The type as an error names it.
    var name: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONDocument {
    /// The text of a string token, as UTF-8, its escapes resolved.
    func unescaped(_ entry: TapeEntry) -> [UInt8] {
        let text = bytes.span.extracting(droppingFirst: Int(base))
        return text.unescaped(entry)
    }

    /// Moves a place forward over the bytes between two offsets.
    func advance(_ location: inout JSONLocation, from start: UInt32, to end: UInt32) {
        let passed = bytes.span.extracting(position(start)..<position(end))
        location.advance(over: passed)
    }

    func position(_ offset: UInt32) -> Int { Int(base) + Int(offset) }

    /// Whether the key whose entry stands at an index is the given one.
    func isKey(_ key: String, at index: Int) -> Bool {
        let entry = tape[index]
        if entry.isEscaped { return self.unescaped(entry).elementsEqual(key.utf8) }
        let utf8 = key.utf8
        guard utf8.count == Int(entry.end - entry.start) - 2 else { return false }
        var position = position(entry.start) + 1
        for byte in utf8 {
            guard bytes[position] == byte else { return false }
            position += 1
        }
        return true
    }
}
