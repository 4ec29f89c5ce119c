public import LearnHooks

extension Trust {
    /// Whether a secret is free text that a person types in, and may hold blanks: such ones are told apart by line ends alone.
    public var hasFreeTextSecrets: Bool {
        switch self {
        case .hmacSHA256: true
        case .token, .standardWebhooks, .urlSegment: false
        }
    }
}
