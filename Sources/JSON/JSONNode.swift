/// A value inside a text that was read: a view of it, which costs nothing to make.
public struct JSONNode: Sendable {
    /// The JSON types.
    public enum Kind: Sendable {
        /// Null.
        case null
        /// True or false.
        case boolean
        /// A number.
        case number
        /// A string.
        case string
        /// An array.
        case array
        /// An object.
        case object
    }

    let text: TokenizedText
    private var entryIndex: UInt32
    /// The index of the entry of the outermost value that this one is a part of.
    private var root: UInt32

    /// The index of the value's entry on the tape.
    var index: Int { Int(entryIndex) }
    var entry: TapeEntry { text.tape[index] }

    /// An outermost value.
    init(text: TokenizedText, root: Int) {
        self.text = text
        self.root = UInt32(truncatingIfNeeded: root)
        entryIndex = self.root
    }

    private init(_ index: Int, in parent: JSONNode) {
        text = parent.text
        root = parent.root
        entryIndex = UInt32(truncatingIfNeeded: index)
    }

    /// The value whose entry stands at an index, which is a part of the same outermost value.
    func node(at index: Int) -> JSONNode { JSONNode(index, in: self) }

    /// The same value as an outermost one: what is inside it is found by paths and places that begin here.
    var alone: JSONNode { JSONNode(text: text, root: index) }

    /// Which type the value has.
    public var kind: Kind { Kind(entry.kind) }

    /// The value's bytes, as they were sent.
    public var bytes: ArraySlice<UInt8> {
        let entry = entry
        return text.bytes[Int(entry.start)..<Int(entry.end)]
    }

    /// The value's text when it is a string.
    public var string: String? {
        let entry = entry
        return entry.kind == .string ? text.string(of: entry) : nil
    }

    /// Whether the value is a string that is equal to a text; no string is made for the comparison.
    public func isString(_ text: String) -> Bool {
        entry.kind == .string && self.text.isString(text, at: index)
    }

    /// The index of the first of some strings that is equal to the value, or nil if none is, or the value is not a string.
    public func index(among strings: [String]) -> Int? {
        let entry = entry
        guard entry.kind == .string else { return nil }
        let length = Int(entry.end - entry.start) - 2
        // Nearly all are told apart by their lengths, which an escape makes another.
        return strings.indices.first { index in
            (strings[index].utf8.count == length || entry.isEscaped) && text.isString(strings[index], at: self.index)
        }
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

    /// The value of an object's member, or nil if the value is not an object or lacks the member.
    public subscript(key: String) -> JSONNode? {
        guard entry.kind == .object else { return nil }
        let value = text.value(of: key, inObjectAt: index)
        return value == 0 ? nil : node(at: value)
    }

    /// An array's elements, or none.
    public var elements: some Sequence<JSONNode> {
        sequence(state: entry.kind == .array ? index + 1 : Int(entry.next)) { [self] child -> JSONNode? in
            guard child < entry.next else { return nil }
            defer { child = Int(text.tape[child].next) }
            return node(at: child)
        }
    }

    /// An object's members in the order in which they were sent, or none.
    public var members: some Sequence<(key: String, value: JSONNode)> {
        let start = entry.kind == .object ? index + 1 : Int(entry.next)
        return sequence(state: start) { [self] child -> (key: String, value: JSONNode)? in
            guard child < entry.next else { return nil }
            defer { child = Int(text.tape[child + 1].next) }
            let key = node(at: child).string ?? ""
            return (key, node(at: child + 1))
        }
    }

    /// The value as an independent tree, which outlives the text.
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

    /// Where the value begins in its text, or in the value of a stream that it is a part of.
    public var location: JSONLocation {
        var location = JSONLocation.start
        text.advance(&location, from: text.origin(of: root), to: entry.start)
        return location
    }

    /// The way to the value from the outermost one.
    public var path: JSONPath {
        var path = JSONPath()
        var container = Int(root)
        while container < index {
            let isObject = text.tape[container].kind == .object
            var child = container + 1
            var position = 0
            while text.tape[isObject ? child + 1 : child].next <= index {
                child = Int(text.tape[isObject ? child + 1 : child].next)
                position += 1
            }
            if isObject {
                path.steps.append(.key(node(at: child).string ?? ""))
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
