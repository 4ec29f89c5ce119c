import ArgumentParser

/// Prints the JSON Schema of actions.
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the JSON Schema of actions.",
        discussion: """
            EXAMPLES
              learnhooks schema | jq -r '.examples[].data.kind'

            It describes one line of `learnhooks invoke`, with an example of every kind.

            More: learnhooks help vocabulary.
            """)

    func run() throws {
        let examples = ActionExamples.lines.map { "    \($0)" }.joined(separator: ",\n")
        try write(Array("\(ActionSchema.beginning)\n\(examples)\n  ]\n}\n".utf8))
    }
}
