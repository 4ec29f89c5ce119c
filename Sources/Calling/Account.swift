package import HTTPClient
package import LearnHooks

/// An account at a platform's API; it holds the key, and prints as `<redacted>`.
package struct Account: Sendable, CustomStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    package var description: String { "<redacted>" }
    /// Shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Where the API is.
    package let address: HTTPAddress
    /// What every request's header has, the key in it.
    package let headers: [PlatformAPI.Header]
    /// The key.
    package let key: String
    /// What is set for calls besides, by its name.
    package let settings: Call.Values
    /// The authorities that the API's certificate is verified by.
    package let roots: TrustRoots?

    /// Creates an account.
    package init(
        address: HTTPAddress, headers: [PlatformAPI.Header], key: String, settings: Call.Values = [:],
        roots: TrustRoots? = nil
    ) {
        self.address = address
        self.headers = headers
        self.key = key
        self.settings = settings
        self.roots = roots
    }
}
