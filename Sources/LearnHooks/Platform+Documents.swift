extension Platform {
    /// What a platform's documents show, for trying it out: it is public, so no deployed function uses it.
    public struct Documents: Sendable {
        /// Where they stand: a URL.
        public let address: String
        /// What a secret looks like, for those who set one: "the text typed in as Webhook Secret, as it is".
        public let secret: String
        /// The secrets that stand in them, or in those that they refer to, as receivers hold them; the first one signs.
        public let sampleSecrets: [String]
        /// The private key whose public one is among the sample secrets, where the scheme has such.
        public let sampleSigningKey: String?
        /// A short event, to be typed.
        public let sampleEvent: String

        /// Creates what documents show.
        public init(
            address: String, secret: String, sampleSecrets: [String], sampleSigningKey: String? = nil,
            sampleEvent: String
        ) {
            self.address = address
            self.secret = secret
            self.sampleSecrets = sampleSecrets
            self.sampleSigningKey = sampleSigningKey
            self.sampleEvent = sampleEvent
        }
    }
}
