public import LearnHooks

extension Delivery {
    /// The headers that proxies and people authenticate with, in lower case.
    private static let credentials = ["authorization", "proxy-authorization", "cookie"]

    /// The delivery without anything that would let a reader send another: this form may be kept.
    ///
    /// It lacks tokens, a secret segment of the path, the credentials of proxies and people, and the query, whose content is
    /// not known. The path is that of its platform. A signature stays, because it is valid only for this body.
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

extension Delivery {
    /// A delivery that leads to no platform, without anything that may be a secret of any of them.
    ///
    /// What stands behind the first part of the path may be one.
    ///
    /// - Parameter platforms: The platforms that it may have been meant for.
    /// - Returns: The delivery, with its body.
    package func concealed(ofAnyOf platforms: [Platform]) -> Delivery {
        let segments = path.split(separator: "/")
        var shown = Delivery(
            method: method, path: "/\(segments.first ?? "")\(segments.count > 1 ? "/…" : "")", query: "",
            headers: headers.filter { !Self.credentials.contains($0.name.lowercased()) }, body: body)
        for platform in platforms { platform.trust.conceal(&shown) }
        return shown
    }
}
