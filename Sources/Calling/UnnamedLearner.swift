package import LearnHooks

/// A learner without a name in an action, whose name the platform's API may know.
package struct UnnamedLearner: Sendable, Hashable {
    /// The platform's id.
    package let id: String
    /// What the API is asked about.
    package let group: Call.Values

    /// Creates a learner.
    package init(id: String, group: Call.Values) {
        self.id = id
        self.group = group
    }

    /// Finds the learner of an action.
    ///
    /// - Parameters:
    ///   - event: The action as a CloudEvent; nil is made of one of another platform, and where nothing can be added.
    ///   - api: The platform's API.
    package init?(of event: JSONValue, _ api: PlatformAPI) {
        guard let names = api.names, let data = event["data"], data["event"]?["platform"] == .string(api.platform),
            let learner = data["learner"], case .string(let id) = learner["id"],
            learner["name"] == nil || learner["email"] == nil, let group = names.group(data)
        else { return nil }
        self.init(id: id, group: group)
    }
}

extension JSONValue {
    /// The action, a CloudEvent, with its learner's name and e-mail address: what it has already stays.
    package func naming(_ learner: Action.Learner) -> JSONValue {
        changing("data") { data in
            data.changing("learner") { known in
                guard case .object(var members) = known else { return known }
                for (key, value) in [("name", learner.name), ("email", learner.email)] {
                    guard let value, known[key] == nil else { continue }
                    members.append(Member(key, .string(value)))
                }
                return .object(members)
            }
        }
    }

    private func changing(_ key: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        guard case .object(var members) = self, let index = members.firstIndex(where: { $0.key == key }) else {
            return self
        }
        members[index].value = change(members[index].value)
        return .object(members)
    }
}
