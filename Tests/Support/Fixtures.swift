import Catalog
import Foundation
public import LearnHooks
import Receiving

/// The secrets that stand in the platforms' documents, and times that deliveries are judged at.
public enum Fixtures: Sendable {
    /// Falkor's page.
    public static let falkor = "ff820d62b80b7c2789286f691b5e89bd"
    /// Svix's pages.
    public static let whsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    /// The secret of Svix's Rust library's tests.
    public static let otherWhsec = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
    /// The public key of Svix's server's tests.
    public static let whpk = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
    /// The private key to it.
    public static let whsk =
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
    /// Knolyx's page.
    public static let knolyx = "token-generated-client-side"
    /// Konstantly's page.
    public static let konstantly = "1qaz2wsx3edc4rfv1qaz2wsx3edc4rfv"

    /// The first secret that the documents of each platform show, by its name.
    public static let secrets = Dictionary(
        uniqueKeysWithValues: catalog.map { ($0.name, $0.documents?.sampleSecrets.first ?? "") })

    /// Returns another secret of the same form as the platform's own.
    public static func otherSecret(of platform: Platform) -> String {
        platform.trust.secret(of: (0..<24).map { 7 &* $0 })
    }

    /// The variables of a receiver that holds the secrets.
    public static let environment = Dictionary(
        uniqueKeysWithValues: secrets.map { ("\($0.key.uppercased())_SECRETS", $0.value) })

    /// Returns a payload as its platform would deliver it now.
    ///
    /// - Throws: `SecretError`, which would be a fault of the fixtures.
    public static func delivery(_ body: [UInt8], from platform: Platform) throws -> Delivery {
        let now = Int64(Date().timeIntervalSince1970)
        return try Signer(platform, secret: Secret(secrets[platform.name] ?? ""))
            .delivery(of: body, id: "msg_1", at: time(now))
    }

    /// Returns the time of some Unix seconds.
    public static func time(_ seconds: Int64) -> Timestamp { Timestamp(unixSeconds: seconds) ?? .epoch }
}
