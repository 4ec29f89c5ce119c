import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// Makes authentic deliveries of payloads.
struct Sign: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make an authentic delivery of a payload, as its platform would send it.",
        discussion: """
            The delivery is printed as a recorded one (payload format 2.0), or with --curl as a command to paste. The \
            secret is the first in <PLATFORM>_SECRETS, or in the file that <PLATFORM>_SECRETS_FILE names; where none is \
            set, the sample secret of the platform's documents.

            EXAMPLES
              learnhooks sign falkor events/falkor/rewards.json
              learnhooks sign instruqt events/instruqt/track.completed.json \\
                | learnhooks invoke --verify
              learnhooks sign --curl http://localhost:8080 knolyx \\
                events/knolyx/PING.json
            """)

    @Argument(help: "The platform, or one of its functions.", completion: .list(functionNames))
    var function: String

    @Argument(help: "The payload's file; - is standard input.", completion: .file())
    var file = "-"

    @Option(help: ArgumentHelp("When it is signed: as in RFC 3339, or Unix seconds (default: now).", valueName: "time"))
    var at: Timestamp?

    @Option(help: "The message's id (default: one made of the payload).")
    var id: String?

    @Option(help: "The version of the signature, for a platform that signs as Standard Webhooks.")
    var scheme = Scheme.v1

    @Option(help: ArgumentHelp("Print a curl command that sends it to the server at this URL.", valueName: "url"))
    var curl: String?

    enum Scheme: String, CaseIterable, ExpressibleByArgument {
        case v1, v1a
    }

    func run() throws {
        let target = try Target(function, in: catalog)
        guard let platform = target.platform else {
            throw UsageError(description: "\(function.printable): names more than one platform")
        }
        let configuration = try readConfiguration(for: target)
        let signer = Signer(
            platform, secret: try secret(of: platform, configuration), names: try configuration.names(of: platform))
        let body = try readAll(file)
        let time = at ?? Clock.now()
        let delivery: Delivery
        do throws(SecretError) {
            delivery = try signer.delivery(of: body, id: id ?? Self.id(of: body), at: time)
        } catch {
            throw UsageError(description: "\(platform.name): \(error)")
        }
        let printed = curl.map { CurlCommand(delivery, to: $0).bytes } ?? RecordedDelivery(delivery, at: time).json
        try write(printed + Array("\n".utf8))
    }

    /// The secret to sign with: for `v1a` the private key, which receivers do not have.
    private func secret(of platform: Platform, _ configuration: Configuration) throws -> Secret {
        if scheme == .v1a {
            guard case .standardWebhooks = platform.trust else {
                throw UsageError(description: "--scheme v1a: \(platform.name) does not sign as Standard Webhooks")
            }
            return configuration.signingKey(of: platform) ?? SampleSecrets.signingKey
        }
        guard let secret = try configuration.secretsOrSamples(of: platform).first else {
            throw UsageError(description: "\(platform.name): no secret is set")
        }
        return secret
    }

    /// An id that a payload sent again has again.
    private static func id(of body: [UInt8]) -> String { "msg_\(Digest.sha256(body).prefix(24))" }
}
