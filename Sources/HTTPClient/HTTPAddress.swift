/// The address of a server that is called: a URL with the scheme `http` or `https`.
package struct HTTPAddress: Sendable, Equatable {
    /// Whether TLS is spoken.
    package let isSecure: Bool
    /// The server's name, or its IP address without brackets.
    package let host: String
    /// The port.
    package let port: Int
    /// The path, with the query if there is one.
    package let path: String

    /// Why a text is no such address.
    package struct Problem: Error, Equatable {
        /// What was expected.
        package let description: String

        /// Creates a problem.
        package init(description: String) {
            self.description = description
        }
    }

    /// Reads a URL.
    ///
    /// - Parameters:
    ///   - url: The URL.
    ///   - expected: What else stands in its place, for the error.
    /// - Throws: `Problem` if it is not a URL, or has another scheme.
    package init(_ url: String, expected: String = "a URL such as https://lrs.example/xAPI") throws(Problem) {
        let expected = Problem(description: "expected \(expected)")
        guard let scheme = ["https://", "http://"].first(where: { url.lowercased().hasPrefix($0) }),
            url.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw expected }
        isSecure = scheme == "https://"
        let rest = url.dropFirst(scheme.count).prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest.dropFirst(authority.count)
        path = target.hasPrefix("/") ? String(target) : "/\(target)"
        guard !authority.contains("@") else {
            throw Problem(description: "expected a URL without a user's name or password")
        }
        let isBracketed = authority.hasPrefix("[")
        let hostEnd =
            isBracketed ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":")
        let name = authority[..<(hostEnd ?? authority.endIndex)]
        let suffix = authority[name.endIndex...]
        host = String(isBracketed ? name.dropFirst().dropLast() : name)
        if suffix.isEmpty {
            port = isSecure ? 443 : 80
        } else if suffix.hasPrefix(":"), suffix.dropFirst().allSatisfy(\.isNumber),
            let number = UInt16(suffix.dropFirst()), number > 0
        {
            port = Int(number)
        } else {
            throw expected
        }
        guard !host.isEmpty, !isBracketed || name.hasSuffix("]") else { throw expected }
    }

    /// What `Host` says.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// The URL without its path, which can be a secret: `https://lrs.example:8443`.
    package var origin: String { "\(isSecure ? "https" : "http")://\(authority)" }
}
