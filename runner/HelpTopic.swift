/// The first part of an article, for who has the program and not the project: `learnhooks help deploy`.
struct HelpTopic: Sendable {
    /// The word that it is asked for by.
    let name: String
    /// What is printed.
    let text: String

    /// Creates a topic.
    init(_ name: String, article: String, _ text: String) {
        self.name = name
        self.text = "\(text)\n\nMore: Sources/LearnHooks/LearnHooks.docc/\(article).md\n"
    }

    /// The topic that a command line asks for; nil where it asks for something else.
    init?(asked arguments: some Collection<String>) {
        guard arguments.first == "help", arguments.count == 2, let name = arguments.dropFirst().first,
            let topic = Self.all.first(where: { $0.name == name })
        else { return nil }
        self = topic
    }
}
