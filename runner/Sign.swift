import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// Makes authentic deliveries of payloads.
struct Sign: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a delivery of a payload, signed by its secret.",
        usage: "learnhooks sign PLATFORM|FUNCTION [FILE] [OPTION]...",
        discussion: """
            EXAMPLES
              learnhooks sign falkor events/falkor/rewards.json | learnhooks explain
              learnhooks sign --curl http://localhost:8080 knolyx \\
                events/knolyx/PING.json

            It signs with the first secret in <PLATFORM>_SECRETS or its _FILE, for --scheme v1a with the key in \
            <PLATFORM>_SIGNING_KEY. If no platform has a secret, it signs with the sample secret of the platform's documents.

            More: learnhooks help signatures.
            """)

    @Argument(help: "The platform, or one of its functions.", completion: .list(functionNames))
    var function: String

    @Argument(help: "The payload's file; - is standard input.", completion: .file())
    var file = "-"

    @Option(help: ArgumentHelp("The time of signing: RFC 3339 or Unix seconds.", valueName: "time"))
    var at: Timestamp?

    @Option(help: "The message's id (default: one made of the payload).")
    var id: String?

    @Option(help: "The version of a Standard Webhooks signature.")
    var scheme = Scheme.v1

    @Option(help: ArgumentHelp("Print a curl command that sends it to this server.", valueName: "url"))
    var curl: String?

    enum Scheme: String, CaseIterable, ExpressibleByArgument {
        case v1, v1a
    }

    func run() throws {
        let target = try Target(function, in: catalog)
        guard let platform = target.platform else {
            throw UsageError(description: "\(function.printable): names more than one platform")
        }
        let credentials = try readCredentials(forServerAt: curl).credentials
        let secret = try secret(of: platform, credentials)
        let signer = Signer(platform, secret: secret, names: credentials.names[platform.name])
        let body = try readPayload()
        let (id, time) = (id ?? Self.id(of: body), at ?? SystemClock.now())
        guard Signer.canSign(id: id, at: time) else {
            throw UsageError(
                description: "expected an --id of printable ASCII without a dot, and --at a time since 1970")
        }
        let delivery: Delivery
        do throws(SecretError) {
            // A secret that no receiver accepts is not used to sign. Receivers never hold a private key.
            if scheme == .v1 { _ = try Verifier(platform.trust, secrets: [secret]) }
            delivery = try signer.delivery(of: body, id: id, at: time)
        } catch {
            throw UsageError(description: "\(platform.name): \(error)")
        }
        let printed =
            try curl.map { try CurlCommand(delivery, to: $0).text } ?? RecordedDelivery(delivery, at: time).text
        try write(Array("\(printed)\n".utf8))
    }

    /// Reads the payload's exact bytes.
    private func readPayload() throws -> [UInt8] {
        let input = try EventInput(file).open()
        let body = try readAll(input)
        // An empty payload most likely comes from a pipeline that failed.
        guard !body.allSatisfy({ " \t\r\n".utf8.contains($0) }) else {
            throw NoInputError(description: "\(input.name.printable): expected a payload, found nothing")
        }
        return body
    }

    /// The secret to sign with: for `v1a` the private key, which receivers do not have.
    private func secret(of platform: Platform, _ credentials: Credentials) throws -> Secret {
        let variables = platform.name.uppercased()
        if scheme == .v1a {
            guard platform.trust.hasKeyPairs else {
                throw UsageError(description: "--scheme v1a: \(platform.name) does not sign as Standard Webhooks")
            }
            guard let key = credentials.signingKeys[platform.name], key.isPrivateKey else {
                throw UsageError(
                    description: "--scheme v1a: expected the private key, whsk_…, in \(variables)_SIGNING_KEY")
            }
            return key
        }
        guard let secret = credentials.signingSecret(of: platform) else {
            throw UsageError(description: "\(platform.name): expected a secret in \(variables)_SECRETS")
        }
        return secret
    }

    /// An id made of the payload, so that a repeat has it, too.
    static func id(of body: [UInt8]) -> String { "msg_\(Digest.sha256(body).prefix(24))" }
}
