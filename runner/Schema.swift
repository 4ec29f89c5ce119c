import ArgumentParser

/// Prints the JSON Schema of what comes out.
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the JSON Schema of actions.",
        discussion: """
            It describes a line of `learnhooks invoke`, an action as a CloudEvent; what its data holds has the id that \
            `dataschema` names, urn:learnhooks:action:1. There is an example of every kind.

            EXAMPLES
              learnhooks schema | jq -r '.examples[].data.kind'
            """)

    func run() throws {
        let examples = ActionExamples.lines.map { "    \($0)" }.joined(separator: ",\n")
        try write(Array("\(ActionSchema.beginning)\n\(examples)\n  ]\n}\n".utf8))
    }
}
