import LearnHooks

/// A command line that makes a delivery with curl.
struct CurlCommand {
    /// The command, with the body's exact bytes.
    ///
    /// Curl reads all options from its standard input: every user of the machine can see a command line, and it has no
    /// room for a large body.
    let text: String

    /// The most bytes of the body in one option: curl 7.88, for one, reads lines of 100 KiB at most, and a byte may become two.
    private static let longestPart = 40 << 10

    /// Creates the command that sends a delivery to a server; the delivery's path is added to the server's URL, as far as
    /// that does not end in it already.
    ///
    /// - Throws: `UsageError` if the URL is invalid, or the body is not a text that curl reads from its configuration.
    init(_ delivery: Delivery, to server: String) throws {
        guard let url = Self.url(of: delivery.path, at: server) else {
            throw UsageError(description: "--curl: expected the server's URL, such as http://localhost:8080")
        }
        guard let body = String(validating: delivery.body, as: UTF8.self), !body.utf8.contains(0),
            let parts = Self.parts(of: body)
        else {
            throw UsageError(description: "--curl: the payload is not text, so curl's configuration cannot hold it")
        }
        var options = ["silent", "show-error", Self.option("request", delivery.method), Self.option("url", url)]
        options += delivery.headers.map { Self.option("header", "\($0.name): \($0.value)") }
        // --data-raw, because a body that begins with @ is not a file's name; and what is added to it as JSON has nothing put before it.
        for (index, part) in parts.enumerated() { options.append(Self.option(index == 0 ? "data-raw" : "json", part)) }
        if parts.count > 1 { options.append(Self.option("header", "accept:")) }
        text = (["curl --config - <<'END'"] + options + ["END"]).joined(separator: "\n")
    }

    /// The URL of a path at a server, or nil if there is no server.
    private static func url(of path: String, at server: String) -> String? {
        guard let scheme = ["http://", "https://"].first(where: server.hasPrefix), !server.contains("?"),
            !server.contains("#"), server.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        let segments = path.split(separator: "/")
        var own = server.dropFirst(scheme.count).split(separator: "/")
        guard let host = own.first else { return nil }
        own.removeFirst()
        // Of `https://example.com/hooks/knolyx` the last part is the path's already.
        let common = (0...segments.count).reversed().first { own.suffix($0).elementsEqual(segments.prefix($0)) } ?? 0
        return scheme + ([host] + own + segments.dropFirst(common)).joined(separator: "/")
    }

    /// The text in parts that are short enough, none of which but the first begins with @, or nil if that is not possible.
    private static func parts(of text: String) -> [Substring]? {
        var (parts, rest) = ([Substring](), text[...])
        while rest.utf8.count > longestPart {
            var end = rest.utf8.index(rest.startIndex, offsetBy: longestPart)
            // A part ends neither before @ nor within a character.
            while end > rest.startIndex, rest.utf8[end] == UInt8(ascii: "@") || rest.utf8[end] & 0xC0 == 0x80 {
                end = rest.utf8.index(before: end)
            }
            guard end > rest.startIndex else { return nil }
            parts.append(rest[..<end])
            rest = rest[end...]
        }
        return parts + [rest]
    }

    /// An option as a line of a configuration. Source: https://curl.se/docs/manpage.html#-K
    private static func option(_ name: String, _ value: some StringProtocol) -> String {
        var quoted = "\(name) = \""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension String {
    /// The text as one word of a POSIX shell's command line, which changes nothing between single quotes.
    var quotedForShell: String { "'\(replacing("'", with: #"'\''"#))'" }
}
