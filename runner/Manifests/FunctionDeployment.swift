import FunctionRuntime
import LearnHooks
import Receiving

/// A function to deploy.
struct FunctionDeployment {
    let target: Target
    let image: String
    let signatureType: SignatureType
    let architecture: Manifest.Architecture
    /// Whether it keeps a journal, on a disk of its own.
    let hasJournal: Bool
    /// Whether its journal is in PostgreSQL, which several replicas share.
    var isShared = false

    /// Its name in every manifest: `learnhooks-konstantly-course-finished`.
    var name: String { FunctionImage.name(of: target) }

    /// The arguments of the program, as YAML.
    var arguments: String { "[\(target.name.map { "\"\($0)\"" } ?? "")]" }

    /// The platforms whose deliveries it verifies: none where a broker calls.
    var verifiedPlatforms: [Platform] { signatureType == .http ? target.platforms : [] }

    /// Who it runs as.
    static var user: Int { FunctionImage.userNumber }

    /// The file of variables that are passed on as they are, such as destinations, whose names only the operator knows.
    static let variablesFile = "learnhooks.env"

    /// What may stand in that file, as comments.
    static let variablesExample = """
        #   DESTINATION_LRS_URL=https://lrs.example/xAPI/statements
        #   DESTINATION_LRS_FORMAT=xapi
        #   DESTINATION_LRS_AUTHORIZATION=Basic a2V5OnNlY3JldA==
        """
}

extension String {
    /// The text, with each line indented by so many spaces.
    func indented(by count: Int) -> String {
        let margin = String(repeating: " ", count: count)
        return split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
    }
}
