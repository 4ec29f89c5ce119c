/// The object that a container reads: another one each time that the container is used again.
final class ObjectPlace {
    private(set) var node: JSONNode?
    /// The members' values by key, where there are so many that looking through them each time would not be linear.
    private(set) var lookup: [String: JSONNode]?

    /// Goes to an object.
    func move(to node: JSONNode) {
        // Within one text no reference is counted.
        if self.node?.text === node.text { self.node?.move(to: node) } else { self.node = node }
        if node.hasManyMembers {
            lookup = Dictionary(node.members.map { ($0, $1) }) { first, _ in first }
        } else if lookup != nil {
            lookup = nil
        }
    }

    /// Lets go of the object, and of the text that it is a part of.
    func clear() { (node, lookup) = (nil, nil) }
}

extension JSONNode {
    fileprivate var hasManyMembers: Bool { entry.next > index + 128 }
}
