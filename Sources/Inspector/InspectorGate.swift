package import LearnHooks

/// Decides which requests the inspector answers, by their headers.
///
/// Another site cannot reach it through a name that it has pointed to this machine (DNS rebinding): `Host` must
/// be one of the names. Nor can it make a browser act for a person: what changes something takes a `POST`, the cookie, which is
/// sent to this site alone, and an `Origin` that is the `Host`.
package struct InspectorGate: Sendable {
    /// The names that `Host` may have, besides those of this machine; in lower case.
    package var names: Set<String>
    /// Whether the inspector is reached over TLS.
    package var isTLS: Bool

    /// What is done with a request.
    package enum Decision: Sendable, Equatable {
        /// The page is shown.
        case page
        /// A token is looked at, and a session begun.
        case signIn
        /// The API is asked.
        case api
        /// Nothing: the status, and why.
        case refused(Int, String)
    }

    /// Creates a gate.
    package init(names: Set<String> = [], isTLS: Bool = false) {
        self.names = names
        self.isTLS = isTLS
    }

    /// Decides.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - hasSession: Whether it brings the cookie of a session that was begun here.
    /// - Returns: What is done with it.
    package func decision(on request: Delivery, hasSession: Bool) -> Decision {
        guard let host = host(of: request), isOwn(host) else {
            return .refused(421, "Host: expected localhost, 127.0.0.1, [::1], or a name in INSPECTOR_HOSTS")
        }
        guard ["GET", "HEAD", "POST"].contains(request.method) else {
            return .refused(405, "expected GET or POST")
        }
        guard hasOwnOrigin(request, host) else {
            return .refused(403, "Origin: expected the inspector's own: another site made this request")
        }
        switch (request.path, request.method) {
        case ("/", "GET"), ("/", "HEAD"): return .page
        case ("/session", "POST"): return .signIn
        case (let path, _) where path.hasPrefix("/v1/"):
            return hasSession ? .api : .refused(401, "expected a session: open the page, and sign in")
        default: return .refused(404, "no such page")
        }
    }

    /// The host that a request names, in lower case and with its port, or nil if it names none, or several.
    private func host(of request: Delivery) -> String? {
        let hosts = request.headers(named: "host")
        return hosts.count == 1 ? hosts[0].lowercased() : nil
    }

    /// Whether a host is this machine, or has one of the names.
    private func isOwn(_ host: String) -> Bool {
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        let port = host.dropFirst(name.count)
        guard port.isEmpty || port.hasPrefix(":") && UInt16(port.dropFirst()) != nil else { return false }
        return ["localhost", "127.0.0.1", "[::1]"].contains(name) || names.contains(String(name))
    }

    /// Whether a request comes of the page itself: one that changes something must say so, any other may.
    ///
    /// A proxy that ends TLS makes the page's address `https`, although the function speaks http.
    private func hasOwnOrigin(_ request: Delivery, _ host: String) -> Bool {
        let origins = request.headers(named: "origin").map { $0.lowercased() }
        guard let origin = origins.first else { return request.method != "POST" }
        let own = isTLS ? ["https://\(host)"] : ["https://\(host)", "http://\(host)"]
        return origins.count == 1 && own.contains(origin)
    }
}
