public import LearnHooks

/// What a learning record store must refuse, by the specification's rules: xAPI 1.0.3, Data, 2.2 to 4.6, which 2.0 keeps.
///
/// It knows nothing of how statements are made here. Source: https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md
///
/// Its patterns are read when it is made: whoever looks at many statements makes it once.
public struct StatementValidator {
    private var problems: [String] = []
    private let mailbox =
        /mailto:[a-z0-9!$'*+\-_~]+(?:\.[a-z0-9!$'*+\-_~]+)*@(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?/
    private let sha1 = /[0-9a-f]{40}/
    private let uuid =
        /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}/
    /// RFC 3987: a scheme, and no character that must be encoded.
    private let iri = /[A-Za-z][A-Za-z0-9+.\-]*:(?:[^\s<>"{}|\\^`%\u{0}-\u{20}\u{7F}]|%[0-9A-Fa-f]{2})+/
    private let language = /[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*/
    private let time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+\-]\d\d:\d\d)/

    /// Makes one.
    public init() {}

    /// Returns what is wrong with a statement, each with its place; nothing where a store must take it.
    public func problems(of statement: JSONNode) -> [String] {
        var validator = self
        validator.statement(statement)
        return validator.problems
    }

    private mutating func statement(_ node: JSONNode) {
        members(
            of: node, "statement", required: ["actor", "verb", "object"],
            optional: ["id", "result", "context", "timestamp", "stored", "authority", "version", "attachments"])
        check(node["id"], "id", by: isUUID)
        if let actor = node["actor"] { agent(actor, "actor") }
        if let verb = node["verb"] {
            members(of: verb, "verb", required: ["id"], optional: ["display"])
            check(verb["id"], "verb.id", by: isIRI)
            languageMap(verb["display"], "verb.display")
        }
        if let object = node["object"] { activity(object, "object") }
        if let result = node["result"] { self.result(result) }
        if let context = node["context"] { self.context(context) }
        check(node["timestamp"], "timestamp", by: isTime)
    }

    /// 2.4.2: an agent has exactly one inverse functional identifier.
    private mutating func agent(_ node: JSONNode, _ place: String) {
        members(
            of: node, place, required: [],
            optional: ["objectType", "name", "mbox", "mbox_sha1sum", "openid", "account"])
        if let type = node["objectType"], type.string != "Agent" { problems.append("\(place).objectType") }
        check(node["name"], "\(place).name") { _ in true }
        let identifiers = ["mbox", "mbox_sha1sum", "openid", "account"].filter { node[$0] != nil }
        if identifiers.count != 1 { problems.append("\(place): \(identifiers.count) identifiers") }
        check(node["mbox"], "\(place).mbox") { [mailbox] in $0.wholeMatch(of: mailbox) != nil }
        check(node["mbox_sha1sum"], "\(place).mbox_sha1sum") { [sha1] in $0.wholeMatch(of: sha1) != nil }
        check(node["openid"], "\(place).openid", by: isIRI)
        guard let account = node["account"] else { return }
        members(of: account, "\(place).account", required: ["homePage", "name"], optional: [])
        check(account["homePage"], "\(place).account.homePage", by: isIRI)
        check(account["name"], "\(place).account.name") { !$0.isEmpty }
    }

    /// 2.4.4.1: activities.
    private mutating func activity(_ node: JSONNode, _ place: String) {
        members(of: node, place, required: ["id"], optional: ["objectType", "definition"])
        if let type = node["objectType"], type.string != "Activity" { problems.append("\(place).objectType") }
        check(node["id"], "\(place).id", by: isIRI)
        guard let definition = node["definition"] else { return }
        members(
            of: definition, "\(place).definition", required: [],
            optional: ["name", "description", "type", "moreInfo", "extensions"])
        languageMap(definition["name"], "\(place).definition.name")
        languageMap(definition["description"], "\(place).definition.description")
        check(definition["type"], "\(place).definition.type", by: isIRI)
    }

    /// 2.4.5: results.
    private mutating func result(_ node: JSONNode) {
        members(
            of: node, "result", required: [],
            optional: ["score", "success", "completion", "response", "duration", "extensions"])
        for name in ["success", "completion"] {
            if let value = node[name], value.kind != .boolean { problems.append("result.\(name)") }
        }
        check(node["response"], "result.response") { _ in true }
        extensions(node["extensions"], "result.extensions")
        guard let score = node["score"] else { return }
        members(of: score, "result.score", required: [], optional: ["scaled", "raw", "min", "max"])
        var numbers: [String: Double] = [:]
        for (name, value) in score.members {
            guard let number = value.number?.double, number.isFinite else {
                problems.append("result.score.\(name)")
                continue
            }
            numbers[name] = number
        }
        if let scaled = numbers["scaled"], !(-1...1).contains(scaled) { problems.append("result.score.scaled") }
        if let least = numbers["min"], let most = numbers["max"], least >= most { problems.append("result.score.min") }
        if let raw = numbers["raw"] {
            if let least = numbers["min"], raw < least { problems.append("result.score.raw") }
            if let most = numbers["max"], raw > most { problems.append("result.score.raw") }
        }
    }

    /// 2.4.6: contexts.
    private mutating func context(_ node: JSONNode) {
        members(
            of: node, "context", required: [],
            optional: [
                "registration", "instructor", "team", "contextActivities", "revision", "platform", "language",
                "statement", "extensions", "contextAgents", "contextGroups",
            ])
        check(node["registration"], "context.registration", by: isUUID)
        for name in ["revision", "platform"] { check(node[name], "context.\(name)") { _ in true } }
        check(node["language"], "context.language", by: isLanguage)
        extensions(node["extensions"], "context.extensions")
        guard let activities = node["contextActivities"] else { return }
        members(
            of: activities, "context.contextActivities", required: [],
            optional: ["parent", "grouping", "category", "other"])
        for (name, list) in activities.members {
            guard list.kind == .array else {
                problems.append("context.contextActivities.\(name)")
                continue
            }
            for element in list.elements { activity(element, "context.contextActivities.\(name)") }
        }
    }

    /// 4.2: language maps.
    private mutating func languageMap(_ node: JSONNode?, _ place: String) {
        guard let node else { return }
        guard node.kind == .object else { return problems.append(place) }
        for (tag, text) in node.members where !isLanguage(tag) || text.string == nil {
            problems.append("\(place).\(tag)")
        }
    }

    /// 4.1: extensions.
    private mutating func extensions(_ node: JSONNode?, _ place: String) {
        guard let node else { return }
        guard node.kind == .object else { return problems.append(place) }
        for (name, _) in node.members where !isIRI(name) { problems.append("\(place).\(name)") }
    }

    /// 2.2: an object has the members that it must have, no null, and none that is not named.
    private mutating func members(of node: JSONNode, _ place: String, required: [String], optional: [String]) {
        guard node.kind == .object else { return problems.append("\(place): no object") }
        for name in required where node[name] == nil { problems.append("\(place).\(name): missing") }
        for (name, value) in node.members {
            if !required.contains(name), !optional.contains(name) { problems.append("\(place).\(name): unknown") }
            if value.kind == .null { problems.append("\(place).\(name): null") }
        }
    }

    private mutating func check(_ node: JSONNode?, _ place: String, by isGood: (String) -> Bool) {
        guard let node else { return }
        guard let text = node.string, isGood(text) else { return problems.append(place) }
    }

    private func isUUID(_ text: String) -> Bool { text.wholeMatch(of: uuid) != nil }

    private func isIRI(_ text: String) -> Bool { text.wholeMatch(of: iri) != nil }

    private func isLanguage(_ text: String) -> Bool { text.wholeMatch(of: language) != nil }

    private func isTime(_ text: String) -> Bool { text.wholeMatch(of: time) != nil && !text.hasSuffix("-00:00") }
}

/// A pattern is not sent between tasks.
@available(*, unavailable) extension StatementValidator: Sendable {}
