import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// The configuration of a function's image: that of `functions/Containerfile`, with the function as its command.
///
/// Source: https://github.com/opencontainers/image-spec/blob/main/config.md
struct FunctionImage {
    /// What it serves.
    let target: Target

    /// Where the program is in it.
    static let program = "learnhooks-function"
    /// The user that it runs as, who has no name.
    static let userNumber = 65_532
    /// The user and the group, as an engine is told.
    static let user = "\(userNumber):\(userNumber)"
    /// Swift's runtime looks for a backtrace helper through `/proc`, and ends the process if it is missing.
    static let environment = ["SWIFT_BACKTRACE=enable=no,swift-backtrace=/none"]

    /// The targets of some names, each once: of everything if there are none.
    ///
    /// - Throws: `UnknownTarget`.
    static func targets(named names: [String]) throws -> [Target] {
        guard !names.isEmpty else { return [try Target(nil, in: catalog)] }
        var seen: Set<String> = []
        return try names.filter { seen.insert($0).inserted }.map { try Target($0, in: catalog) }
    }

    /// The image's name: `learnhooks-konstantly-course-finished`.
    var name: String { Self.name(of: target) }

    /// The name of a target's image: lower-case letters, digits and hyphens.
    static func name(of target: Target) -> String {
        guard let name = target.name else { return "learnhooks" }
        let words = name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" }
        return "learnhooks-\(String(words))"
    }

    /// Writes the configuration.
    ///
    /// - Parameters:
    ///   - architecture: The processor, by the name that Go gives it.
    ///   - layers: The digests of the layers before they were compressed.
    /// - Returns: JSON.
    func configuration(architecture: String, layers: [String]) -> [UInt8] {
        let step: JSONValue = ["created": .string(Self.time), "created_by": "learnhooks package"]
        var writer = JSONWriter()
        writer.value([
            "created": .string(Self.time), "architecture": .string(architecture), "os": "linux",
            "config": .object(runtime),
            "rootfs": ["type": "layers", "diff_ids": .array(layers.map { .string("sha256:\($0)") })],
            "history": .array(layers.map { _ in step }),
        ])
        return writer.bytes
    }

    private var runtime: [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("User", .string(Self.user)),
            .init("ExposedPorts", .object([.init("\(Deployment.port)/tcp", .object([]))])),
            .init("Env", .array(Self.environment.map { .string($0) })),
            .init("Entrypoint", [.string("/\(Self.program)")]),
        ]
        if let name = target.name { members.append(.init("Cmd", [.string(name)])) }
        members.append(.init("WorkingDir", .string(Deployment.folder)))
        members.append(.init("Labels", .object(labels.map { .init($0.name, .string($0.value)) })))
        return members
    }

    private var labels: [(name: String, value: String)] {
        [
            ("org.opencontainers.image.title", name),
            ("org.opencontainers.image.description", "Webhooks of learning platforms in, actions out."),
            ("org.opencontainers.image.version", Learnhooks.version),
        ] + (target.name.map { [("learnhooks.function", $0)] } ?? [])
    }

    /// No image depends on when it was made.
    private static let time = "1970-01-01T00:00:00Z"
}
