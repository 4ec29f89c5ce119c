/// A platform's own API: its address, how a caller authenticates, and its calls.
public struct PlatformAPI: Sendable {
    /// The platform's name.
    public let platform: String
    /// Where it is, `{name}` standing for a setting, or nil if the platform tells each account its own.
    public let url: String?
    /// What must be known of an account besides its key, in lower case: "project_id".
    public let settings: [String]
    /// The fields of every request's header, `{name}` standing for a setting, `{key}` for the key.
    public let headers: [Header]
    /// The calls, in the order of the platform's documents.
    public let calls: [Call]
    /// How to find the name of an action's learner, if the API knows it.
    public let names: LearnerNames?

    /// A field of a header.
    public struct Header: Sendable {
        /// The name, as the documents write it.
        public let name: String
        /// The value.
        public let value: String

        /// Creates a field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Creates an API.
    public init(
        platform: String, url: String?, settings: [String] = [], headers: [Header], calls: [Call],
        names: LearnerNames? = nil
    ) {
        self.platform = platform
        self.url = url
        self.settings = settings
        self.headers = headers
        self.calls = calls
        self.names = names
    }
}
