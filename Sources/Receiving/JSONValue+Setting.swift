package import LearnHooks

extension JSONValue {
    /// The value with a text at the end of a path; in a list, in each element.
    ///
    /// Recursion is as deep as path and value.
    package func setting(_ path: ArraySlice<String>, to text: String) -> JSONValue {
        if case .array(let elements) = self { return .array(elements.map { $0.setting(path, to: text) }) }
        guard let key = path.first else { return .string(text) }
        guard case .object(let members) = self else { return self }
        let inner = (self[key] ?? .object([])).setting(path.dropFirst(), to: text)
        return .object(members.filter { $0.key != key } + [.init(key, inner)])
    }
}
