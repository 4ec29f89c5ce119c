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

    @Option(
        help: ArgumentHelp(
            "Who calls: platforms, or a broker with their events (http, cloudevent).", valueName: "type"))
    var signatureType = SignatureType.http

    func validate() throws {
        let isReference: (String) -> Bool = { text in
            !text.isEmpty && text.utf8.allSatisfy { $0.isNameByte || "./:".utf8.contains($0) }
        }
        guard isReference(tag), registry.map(isReference) ?? true else {
            throw ValidationError("--registry, --tag: expected letters, digits and . / : - _")
        }
        guard signatureType == .http || platform != .compose else {
            throw ValidationError("--signature-type: there is no broker in a compose file")
        }
    }

    func run() throws {
        let names = functions.isEmpty ? [nil] : functions.map { $0 as String? }
        let deployments = try names.map { name in
            let target = try Target(name, in: catalog)
            let image = (registry.map { "\($0)/" } ?? "") + "\(FunctionImage.name(of: target)):\(tag)"
            return FunctionDeployment(target: target, image: image, signatureType: signatureType)
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
