public import LearnHooks

extension Delivery {
    /// The delivery without anything that would let whoever reads it send another: to be kept.
    ///
    /// Gone are a token, a secret segment of the path, what proxies and people authenticate with, and the query, in which nobody
    /// knows what stands. The path is that of its platform; a signature stays, which is of this one body.
    ///
    /// - Parameters:
    ///   - platform: The platform that it is for.
    ///   - prefix: What stands before every path, as in "/hooks".
    /// - Returns: The delivery, with its body.
    public func concealed(of platform: Platform, behind prefix: String) -> Delivery {
        let secret = platform.trust.secretHeaders + ["authorization", "proxy-authorization", "cookie"]
        return Delivery(
            method: method, path: "\(prefix)/\(platform.name)", query: "",
            headers: headers.filter { field in !secret.contains { $0 == field.name.lowercased() } }, body: body)
    }
}

extension Trust {
    /// The headers whose value is a secret, in lower case.
    fileprivate var secretHeaders: [String] {
        switch self {
        case .token(let header): [header.lowercased()]
        case .hmacSHA256, .standardWebhooks, .urlSegment: []
        }
    }
}
