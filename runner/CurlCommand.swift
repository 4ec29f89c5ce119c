import LearnHooks

/// A command line that makes a delivery with curl.
struct CurlCommand {
    /// The command, with the body's exact bytes: a POSIX shell changes nothing between single quotes.
    let text: String

    /// Creates the command that sends a delivery to a server; the delivery's path is added to the server's URL.
    ///
    /// - Throws: `UsageError` where the URL is none, or the body cannot be a word of a command line.
    init(_ delivery: Delivery, to server: String) throws {
        guard server.hasPrefix("http://") || server.hasPrefix("https://"), !server.contains("?"), !server.contains("#")
        else {
            throw UsageError(description: "--curl: expected the server's URL, such as http://localhost:8080")
        }
        guard let body = String(validating: delivery.body, as: UTF8.self), !body.utf8.contains(0) else {
            throw UsageError(description: "--curl: the payload is no text, which no command line can hold")
        }
        var server = server
        while server.hasSuffix("/") { server.removeLast() }
        var words = ["curl", "--silent", "--show-error", "--request", delivery.method]
        for field in delivery.headers { words += ["--header", "\(field.name): \(field.value)".quotedForShell] }
        // Raw: a body that begins with @ is no file's name.
        words += ["--data-raw", body.quotedForShell, "--url", (server + delivery.path).quotedForShell]
        text = words.joined(separator: " ")
    }
}

extension String {
    /// The text as one word of a POSIX shell's command line, which changes nothing between single quotes.
    var quotedForShell: String { "'\(replacing("'", with: #"'\''"#))'" }
}
