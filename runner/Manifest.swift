public import ArgumentParser
import Catalog
public import FunctionRuntime
import LearnHooks
import Receiving

/// Prints files that deploy functions.
struct Manifest: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the file that deploys functions: for Knative, AWS Lambda or Compose.",
        discussion: """
            Secrets are named in it, and never held. Images are those that package makes, as they are called once they are \
            in a registry (--registry).

            EXAMPLES
              learnhooks manifest --for compose falkor knolyx/COURSE_COMPLETED
              learnhooks manifest --for knative --registry ghcr.io/acme instruqt
              learnhooks manifest --for lambda konstantly/Course/Finished
            """)

    enum Platform: String, CaseIterable, ExpressibleByArgument {
        case knative, lambda, compose
    }

    @Option(name: .customLong("for"), help: "What runs the functions.")
    var platform: Platform

    @Argument(
        help: "Platforms and functions, each deployed by itself (default: one of everything).",
        completion: .list(functionNames))
    var functions: [String] = []

    @Option(help: ArgumentHelp("What stands before the images' names, such as ghcr.io/acme.", valueName: "name"))
    var registry: String?

    @Option(help: ArgumentHelp("The version of the images.", valueName: "tag"))
    var tag = "latest"

    @Option(help: "The processor that the images are for, where that must be said.")
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
            "Who calls: platforms, or a broker with their events (http, cloudevent).", valueName: "type"))
    var signatureType = SignatureType.http

    func validate() throws {
        // Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md, Pulling manifests
        let isTag = tag.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_.\-]{0,127}/) != nil
        guard isTag else { throw ValidationError("--tag: expected letters, digits and _ . -") }
        let isName = registry?.wholeMatch(of: /[a-z0-9][a-z0-9.\-]*(:[0-9]+)?(\/[a-z0-9][a-z0-9._\-]*)*/) != nil
        guard isName || registry == nil else {
            throw ValidationError("--registry: expected a name such as ghcr.io/acme, without a scheme")
        }
        guard signatureType == .http || platform != .compose else {
            throw ValidationError("--signature-type: there is no broker in a compose file")
        }
    }

    func run() throws {
        let deployments = try FunctionImage.targets(named: functions).map { target in
            let image = (registry.map { "\($0)/" } ?? "") + "\(FunctionImage.name(of: target)):\(tag)"
            return FunctionDeployment(
                target: target, image: image, signatureType: signatureType, architecture: architecture)
        }
        let text =
            switch platform {
            case .knative: deployments.map(\.knative).joined(separator: "---\n")
            case .lambda: FunctionDeployment.lambda(deployments)
            case .compose: FunctionDeployment.compose(deployments)
            }
        try write(Array(text.utf8))
    }
}

extension SignatureType: ExpressibleByArgument {}
