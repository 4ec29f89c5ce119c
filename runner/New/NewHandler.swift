import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// Makes a handler from a sample, and adds it to its platform.
struct NewHandler: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handler",
        abstract: "Make a handler from a sample, and add it to its platform.",
        usage: "learnhooks new handler PLATFORM/EVENT --from FILE [OPTION]...",
        discussion: """
            EXAMPLES
              learnhooks new handler acme/lesson.completed --from sample.json

            It copies the sample to events/. The handler reads every member as optional; a person must say which members \
            the object's id needs.

            More: AddAHandler.md among the articles.
            """)

    @Argument(help: "The platform and the event type: acme/lesson.completed.")
    var function: String

    @Option(help: ArgumentHelp("The sample: one event as it is sent.", valueName: "file"), completion: .file())
    var from: String

    @Option(help: "The handler's name in code (default: one made of the event type).")
    var name: String?

    @Option(help: ArgumentHelp("The project's folder.", valueName: "directory"), completion: .directory)
    var project = "."

    /// The most bytes of a sample: a larger file is not one event.
    private static let mostBytes = 1 << 20

    func run() throws {
        let project = try ProjectFolder(project)
        let parts = function.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let (platform, title) = try project.platform(named: parts[0]) else {
            throw UsageError(
                description:
                    "\(function.printable): expected a platform that has a folder, and an event type: falkor/rewards")
        }
        let type = parts[1]
        let file = type.replacing("/", with: ".")
        guard (1...100).contains(type.utf8.count), file.utf8.first != UInt8(ascii: "."),
            file.utf8.allSatisfy(\.isFileNameByte)
        else {
            throw UsageError(
                description:
                    "\(type.printable): expected an event type of letters, digits and . _ : - /: a sample is named after it"
            )
        }
        let (bytes, event) = try sample(of: type, from: platform)
        let (handler, path) = (try handlerName(for: type), "events/\(parts[0])/\(file).json")
        let code = "functions/\(title)/\(handler).swift"
        if let other = try project.file(declaring: handler, below: "functions/\(title)"), other != code {
            throw UsageError(
                description: "\(handler): \(other) has a type of that name; --name gives the handler another")
        }
        let literal = SwiftName.literal(type)
        if let other = try project.file(below: "functions/\(title)", with: { $0.contains("eventType = \(literal)") }),
            other != code
        {
            throw UsageError(description: "\(function): \(other) handles it already")
        }
        let text = HandlerText(
            name: handler, eventType: type, platform: parts[0],
            fields: PayloadShape.fields(of: event, besides: platform?.type.keys ?? ["type"]))
        let edit = Edit(
            "functions/\(title)/\(title).swift",
            CodeList(opening: "        handlers: [", closing: "        ])", isSorted: false),
            "            \(handler)(),")
        try project.make([(code, Array(text.code.utf8)), (path, bytes)], [edit])
        let actions = path.dropLast("json".count) + "actions.jsonl"
        try write(
            Array(
                """

                What is left, and swift test asks for it, file by file:
                \(project.decisions(in: text.code, of: code))
                  events/\(parts[0])/README.md: a row | `\(file).json` | document or made | what is odd about it |
                  \(actions): swift run learnhooks invoke \(path) > \(actions), and read it
                  README.md: swift run learnhooks tables README.md

                """.utf8))
    }

    /// Reads the sample: its bytes as they are, and the event that they bring.
    private func sample(of type: String, from platform: Platform?) throws -> ([UInt8], JSONNode) {
        let bytes = try readAll(try EventInput(from).open())
        guard bytes.count <= Self.mostBytes else {
            throw NoInputError(description: "\(from.printable): expected one event, of \(Self.mostBytes) bytes at most")
        }
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(parsing: bytes).root
        } catch {
            throw NoInputError(description: "\(from.printable):\(error.location?.line ?? 1): \(error)")
        }
        let event = platform?.events.first(in: root) ?? root
        guard event.kind == .object else {
            throw NoInputError(description: "\(from.printable): expected one event, an object")
        }
        // A header can state the type instead of the body, and this program does not know a platform that was begun just now.
        if let stated = platform?.eventType(of: event), stated != type {
            throw NoInputError(
                description: "\(from.printable): expected an event of the type \(type), found \(stated.printable)")
        }
        return (bytes, event)
    }

    private func handlerName(for type: String) throws -> String {
        guard let name else {
            guard let made = SwiftName.type(type, reservedSuffix: "Received") else {
                throw UsageError(
                    description: "\(type.printable): no name can be made of it: --name gives the handler one")
            }
            return made
        }
        guard SwiftName.type(name, reservedSuffix: "Received") == name else {
            throw UsageError(
                description: "--name: \(name.printable): expected the name of a type, such as LessonCompleted")
        }
        return name
    }
}

extension EventPlace {
    /// The first event of a body, or nil if it is one itself.
    fileprivate func first(in body: JSONNode) -> JSONNode? {
        switch self {
        case .body: nil
        case .list: body.elements.first { _ in true }
        case .member(let key): body[key]?.elements.first { _ in true }
        }
    }
}

extension EventTypePlace {
    /// The members of an event that say its type, and nothing else.
    fileprivate var keys: [String] {
        switch self {
        case .path(let path): path.count == 1 ? path : []
        case .joined(let keys, _): keys
        case .header(_, let key): key.map { [$0] } ?? []
        }
    }
}

extension UInt8 {
    /// Whether a sample's name may have the character.
    fileprivate var isFileNameByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "._:-".utf8.contains(self)
        }
    }
}
