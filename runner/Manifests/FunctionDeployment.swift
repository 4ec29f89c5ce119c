import FunctionRuntime
import LearnHooks
import Receiving

/// A function as it is to be deployed.
struct FunctionDeployment {
    let target: Target
    let image: String
    let signatureType: SignatureType
    let architecture: Manifest.Architecture

    /// What it is called wherever it is: `learnhooks-konstantly-course-finished`.
    var name: String { FunctionImage.name(of: target) }

    /// The arguments of the program, as YAML.
    var arguments: String { "[\(target.name.map { "\"\($0)\"" } ?? "")]" }

    /// The platforms whose deliveries it verifies: none where a broker calls.
    var verifiedPlatforms: [Platform] { signatureType == .http ? target.platforms : [] }

    /// Who it runs as.
    static var user: Int { FunctionImage.userNumber }
}

extension String {
    /// The text with each line so many spaces further in.
    func indented(by count: Int) -> String {
        let margin = String(repeating: " ", count: count)
        return split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
    }
}
