public import ArgumentParser
import Catalog
public import FunctionRuntime
import LearnHooks
import Receiving

/// Prints files that deploy functions, and watch them.
struct Manifest: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the file that deploys functions.",
        usage: "learnhooks manifest --for <for> [PLATFORM|FUNCTION]... [OPTION]...",
        discussion: """
            EXAMPLES
              learnhooks manifest --for compose --journal instruqt
              learnhooks manifest --for kubernetes --postgresql falkor
              learnhooks manifest --for prometheus

            A manifest names secrets, and holds none. More: learnhooks help deploy.
            """)

    enum Reader: String, CaseIterable, ExpressibleByArgument {
        case compose, kubernetes, systemd, knative, lambda, prometheus
    }

    @Option(name: .customLong("for"), help: "What reads the manifest.")
    var reader: Reader

    @Flag(help: "Keep a journal on a disk (compose, kubernetes, systemd).")
    var journal = false

    @Flag(help: "Share a journal in PostgreSQL (kubernetes).")
    var postgresql = false

    @Argument(
        help: "What to deploy, one by one (default: all in one).",
        completion: .list(functionNames))
    var functions: [String] = []

    @Option(help: ArgumentHelp("The images' registry, such as ghcr.io/acme.", valueName: "name"))
    var registry: String?

    @Option(help: ArgumentHelp("The version of the images.", valueName: "tag"))
    var tag = "latest"

    @Option(help: ArgumentHelp("The processor.", valueName: "name"))
    var architecture = Architecture.own

    /// A processor, by the name that Lambda gives it.
    enum Architecture: String, CaseIterable, ExpressibleByArgument {
        case x86 = "x86_64"
        case arm = "arm64"

        #if arch(arm64)
            static let own = Architecture.arm
        #else
            static let own = Architecture.x86
        #endif
    }

    @Option(
        help: ArgumentHelp(
            "Who calls: platforms, or a broker.", valueName: "type"))
    var signatureType = SignatureType.http

    func validate() throws {
        // Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md, Pulling manifests
        let isTag = tag.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_.\-]{0,127}/) != nil
        guard isTag else { throw ValidationError("--tag: expected letters, digits and _ . -") }
        let isName = registry?.wholeMatch(of: /[a-z0-9][a-z0-9.\-]*(:[0-9]+)?(\/[a-z0-9][a-z0-9._\-]*)*/) != nil
        guard isName || registry == nil else {
            throw ValidationError("--registry: expected a name such as ghcr.io/acme, without a scheme")
        }
        guard signatureType == .http || [.knative, .lambda].contains(reader) else {
            throw ValidationError("--signature-type: expected --for knative or lambda: only there a broker calls")
        }
        guard functions.isEmpty || reader != .prometheus else {
            throw ValidationError("--for prometheus: expected no function: the rules are the same for all")
        }
        guard Set(functions).count <= 1 || reader != .systemd else {
            throw ValidationError("--for systemd: expected at most one function: a unit is one process")
        }
        if postgresql, reader != .kubernetes || journal {
            throw ValidationError("--postgresql: expected --for kubernetes, and no --journal: that keeps it on a disk")
        }
        if journal, let reason = reader.reasonAgainstJournal { throw ValidationError("--journal: \(reason)") }
    }

    func run() throws {
        let deployments = try FunctionImage.targets(named: functions).map { target in
            let image = (registry.map { "\($0)/" } ?? "") + "\(FunctionImage.name(of: target)):\(tag)"
            return FunctionDeployment(
                target: target, image: image, signatureType: signatureType, architecture: architecture,
                hasJournal: journal, isShared: postgresql)
        }
        try write(Array(reader.text(of: deployments).utf8))
    }
}

extension SignatureType: ExpressibleByArgument {}

extension Manifest.Reader {
    /// The file that deploys functions, or watches them.
    func text(of deployments: [FunctionDeployment]) -> String {
        switch self {
        case .compose: FunctionDeployment.compose(deployments)
        case .kubernetes: deployments.map(\.kubernetes).joined(separator: "---\n")
        case .systemd: deployments.map(\.systemd).joined()
        case .knative: deployments.map(\.knative).joined(separator: "---\n")
        case .lambda: FunctionDeployment.lambda(deployments)
        case .prometheus: AlertRule.all
        }
    }

    /// Why no journal can be kept there, and what to do instead, or nil if one can.
    fileprivate var reasonAgainstJournal: String? {
        switch self {
        case .compose, .kubernetes, .systemd: nil
        case .knative: "Knative keeps no disk, and lets two revisions overlap: expected --for kubernetes"
        case .lambda:
            "AWS Lambda keeps no disk, and runs nothing between calls: expected --for compose, kubernetes or systemd"
        case .prometheus: "the rules do not depend on it: expected --for prometheus without it"
        }
    }
}
