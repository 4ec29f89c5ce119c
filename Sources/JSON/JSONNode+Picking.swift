extension JSONNode {
    /// Returns some members of an object, as they were sent and in the given order, or nil if it has none of them.
    ///
    /// Null counts as absent.
    public func picking(_ keys: String...) -> JSONValue? {
        var members: [JSONValue.Member] = []
        for key in keys {
            guard let value = self[key], value.kind != .null else { continue }
            if members.isEmpty { members.reserveCapacity(keys.count) }
            members.append(JSONValue.Member(key, value.value))
        }
        return members.isEmpty ? nil : .object(members)
    }
}

extension JSONValue? {
    /// Returns the members of both objects, those of the first before those of the second.
    public static func + (first: JSONValue?, second: JSONValue?) -> JSONValue? {
        guard case .object(let head) = first else { return second }
        guard case .object(let tail) = second else { return first }
        return .object(head + tail)
    }
}
