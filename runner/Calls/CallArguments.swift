import LearnHooks

/// The call that a command line asks for, its values, and how to show the answer.
struct CallArguments {
    /// The call.
    let call: Call
    /// What it is given.
    private(set) var values: Call.Values = [:]
    private(set) var json = false
    private(set) var dryRun = false
    private(set) var verbose = false
    private(set) var all = false

    /// Reads the words behind the platform's name.
    ///
    /// - Throws: `UsageError` if they are no call of the API, or not what it takes.
    init(_ words: [String], of api: PlatformAPI) throws(UsageError) {
        let names = api.calls.map { $0.name.split(separator: " ").map(String.init) }
        guard let index = names.firstIndex(where: { words.starts(with: $0) }) else {
            let known = api.calls.map(\.name) + (api.names == nil ? [] : ["enrich"])
            throw UsageError(description: "\(api.platform): expected one of \(known.joined(separator: ", "))")
        }
        call = api.calls[index]
        var rest = words.dropFirst(names[index].count)
        var arguments: [String] = []
        while let word = rest.popFirst() {
            switch word {
            case "--json": json = true
            case "--dry-run": dryRun = true
            case "--verbose": verbose = true
            case "--all" where call.inputs.contains { !$0.values.isEmpty }: all = true
            case _ where word.hasPrefix("--"): try readOption(word, &rest)
            default: arguments.append(word)
            }
        }
        try place(arguments)
        try check()
    }

    private mutating func readOption(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first.map(String.init) ?? ""
        guard call.inputs.contains(where: { $0.name == name && ($0.form == .option || $0.form == .secret) }) else {
            throw UsageError(description: "\(call.name): expected \(call.usage), found --\(name.printable)")
        }
        guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst(), !value.isEmpty else {
            throw UsageError(description: "--\(name): expected a value")
        }
        values[name, default: []].append(value)
    }

    private mutating func place(_ arguments: [String]) throws(UsageError) {
        var arguments = arguments[...]
        for input in call.inputs {
            switch input.form {
            case .argument:
                if let word = arguments.popFirst() { values[input.name] = [word] }
            case .arguments:
                values[input.name] = Array(arguments)
                arguments = []
            case .option, .secret: break
            }
        }
        guard arguments.isEmpty else {
            throw UsageError(description: "\(call.name): expected \(call.usage), found more words")
        }
    }

    private func check() throws(UsageError) {
        for input in call.inputs {
            // The environment can set an option, but not a word.
            if input.isRequired, input.form == .argument, values[input.name] == nil, !(all && !input.values.isEmpty) {
                throw UsageError(description: "\(call.name): expected \(call.usage)")
            }
            for value in values[input.name] ?? [] {
                if !input.values.isEmpty, !input.values.contains(value) {
                    throw UsageError(
                        description:
                            "\(call.name): \(input.name.uppercased()): expected one of \(input.values.joined(separator: ", "))"
                    )
                }
                if let problem = input.problem(value) {
                    throw UsageError(description: "\(call.name): \(input.name.uppercased()): expected \(problem)")
                }
            }
        }
    }

    /// Sorts the values by the calls that take them.
    ///
    /// - Parameter settings: What is set in the environment, which stands in for an option of its name.
    /// - Throws: `UsageError` if something is missing.
    /// - Returns: The values of each, more than one with `--all`.
    func runs(with settings: Call.Values) throws(UsageError) -> [Call.Values] {
        let values = settings.merging(self.values) { $1 }
        for input in call.inputs where input.isRequired && values[input.name] == nil && !(all && !input.values.isEmpty)
        {
            throw UsageError(description: "\(call.name): expected \(call.usage)")
        }
        guard all, let input = call.inputs.first(where: { !$0.values.isEmpty }) else { return [values] }
        return input.values.map { value in values.merging([input.name: [value]]) { $1 } }
    }
}
