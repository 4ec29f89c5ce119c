extension JSONRows {
    /// Returns the actions of all rows in their order; a row that cannot be read becomes `event.unmapped`, alone.
    ///
    /// - Parameters:
    ///   - platform: The platform that sent the list.
    ///   - actions: Returns the actions of one row, given what it says and as it was sent; of rows within it, too.
    /// - Returns: The actions, with the problems of bad rows placed in the whole list.
    public func actions(of platform: String, _ actions: (Element, JSONNode) -> [Action]) -> [Action] {
        rows.flatMap { row in
            switch row.element {
            case .success(let element):
                var actions = actions(element, row.sent)
                for index in actions.indices {
                    if let problem = actions[index].problem { actions[index].problem = row.placed(problem) }
                    for field in row.unread { actions[index].add(unread: field) }
                }
                return actions
            case .failure(let error):
                return [.unmapped(row.sent.value, of: platform, problem: error)]
            }
        }
    }
}
