public import LearnHooks

extension Delivery {
    /// The headers that proxies and people authenticate with, in lower case.
    private static let credentials = ["authorization", "proxy-authorization", "cookie"]

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
        var kept = Delivery(
            method: method, path: "\(prefix)/\(platform.name)", query: "",
            headers: headers.filter { !Self.credentials.contains($0.name.lowercased()) }, body: body)
        platform.trust.conceal(&kept)
        return kept
    }
}
