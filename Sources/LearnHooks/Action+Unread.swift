extension Action {
    /// Adds a field of the event that could not be read to the details, as it was sent and under its wire names.
    ///
    /// - Parameters:
    ///   - field: The field.
    ///   - contents: The member of the event that details do not name, where the path leads through it.
    public mutating func add(unread field: UnreadField, within contents: String? = nil) {
        // What is kept whole has it already.
        guard payload == nil else { return }
        var steps = field.path.steps[...]
        if let contents, steps.count > 1, steps.first == .key(contents) { steps.removeFirst() }
        details = details.adding(field.sent.value, at: steps)
    }
}

extension JSONValue? {
    /// Returns the object with a value at the end of a path, unless something stands there already, or on the way.
    ///
    /// Recursion is as deep as the path, which the reader keeps to 32.
    fileprivate func adding(_ value: JSONValue, at steps: ArraySlice<JSONPath.Step>) -> JSONValue? {
        guard let step = steps.first else { return self ?? value }
        let key =
            switch step {
            case .key(let key): key
            case .index(let index): "\(index)"
            }
        guard case .object(var members) = self ?? .object([]) else { return self }
        if let index = members.firstIndex(where: { $0.key == key }) {
            members[index].value = JSONValue?.some(members[index].value).adding(value, at: steps.dropFirst()) ?? value
        } else {
            members.append(JSONValue.Member(key, JSONValue?.none.adding(value, at: steps.dropFirst()) ?? value))
        }
        return .object(members)
    }
}
