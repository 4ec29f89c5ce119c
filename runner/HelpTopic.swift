/// The first part of an article, for users who have the program but not the project: `learnhooks help deploy`.
struct HelpTopic: Sendable {
    /// The word that names it on the command line.
    let name: String
    /// What is printed.
    let text: String

    /// Creates a topic.
    init(_ name: String, article: String, _ text: String) {
        self.name = name
        self.text = "\(text)\n\nMore: Sources/LearnHooks/LearnHooks.docc/\(article).md\n"
    }

    /// The names of all topics.
    static var names: String { all.map(\.name).joined(separator: ", ") }

    /// The topic that a command line asks for, or nil if it asks for something else.
    init?(asked arguments: some Collection<String>) {
        guard arguments.first == "help", arguments.count == 2, let name = arguments.dropFirst().first,
            let topic = Self.all.first(where: { $0.name == name })
        else { return nil }
        self = topic
    }
}
