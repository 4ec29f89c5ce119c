/// The object that a container reads: another one each time that the container is used again.
@safe final class ObjectPlace {
    private(set) var node: JSONNode?
    /// The members' values by key, where there are so many that looking through them each time would not be linear.
    private var lookup: [String: JSONNode]?
    // Nobody moves or clears a place that is being read, and the node holds its text: it need not be counted for each member,
    // which takes 3 % of an event's time.
    /// The node's text and index.
    private var text: Unmanaged<TokenizedText>?
    private var object = 0

    /// Goes to an object.
    func move(to node: JSONNode) {
        // Within one text no reference is counted.
        if self.node?.text === node.text {
            self.node?.move(to: node)
        } else {
            self.node = node
            unsafe text = .passUnretained(node.text)
        }
        object = node.index
        if node.hasManyMembers {
            lookup = Dictionary(node.members.map { ($0, $1) }) { first, _ in first }
        } else if lookup != nil {
            lookup = nil
        }
    }

    /// Lets go of the object, and of the text that it is a part of.
    func clear() {
        (node, lookup) = (nil, nil)
        unsafe text = nil
    }

    /// The index of the entry of the value that the object has for a key; 0, which is no member's, where it has none.
    func index(of key: String) -> Int {
        if let lookup { return lookup[key]?.index ?? 0 }
        let object = object
        return unsafe text?._withUnsafeGuaranteedRef { $0.value(of: key, inObjectAt: object) } ?? 0
    }

    /// The text of the string whose entry stands at an index; nil where it is no string.
    func string(at index: Int) -> String? {
        unsafe text?._withUnsafeGuaranteedRef { text in
            let entry = text.tape[index]
            return entry.kind == .string ? text.string(of: entry) : nil
        }
    }
}

extension JSONNode {
    fileprivate var hasManyMembers: Bool { entry.next > index + 128 }
}
