/// The address of a server that is called: a URL with the scheme `http`.
struct HTTPAddress: Sendable, Equatable {
    let host: String
    let port: Int
    /// The path, with the query if there is one.
    let path: String

    /// Why a text is no such address.
    struct Problem: Error, Equatable {
        let description: String
    }

    /// Reads a URL.
    ///
    /// - Parameters:
    ///   - url: The URL.
    ///   - expected: What else stands in its place, for the error.
    /// - Throws: `Problem` where it is none, or has another scheme.
    init(_ url: String, expected: String = "a URL such as http://sink.example/actions") throws(Problem) {
        guard !url.lowercased().hasPrefix("https://") else {
            throw Problem(
                description:
                    "https is not spoken here; let a proxy beside the function speak it, and name its http:// URL")
        }
        let expected = Problem(description: "expected \(expected)")
        guard url.lowercased().hasPrefix("http://"), url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw expected
        }
        let rest = url.dropFirst("http://".count).prefix { $0 != "#" }
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
            port = 80
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
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == 80 ? name : "\(name):\(port)"
    }
}
