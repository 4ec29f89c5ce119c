import LearnHooks

/// A command line that makes a delivery with curl.
struct CurlCommand {
    private let delivery: Delivery
    private let url: String

    /// Creates the command that sends a delivery to a server; the delivery's path is added to the server's URL.
    init(_ delivery: Delivery, to server: String) {
        self.delivery = delivery
        var server = server
        while server.hasSuffix("/") { server.removeLast() }
        url = server + delivery.path
    }

    /// The command, with the body's exact bytes: no shell changes what stands between single quotes.
    var bytes: [UInt8] {
        var words = ["curl", "--silent", "--show-error", "--request", delivery.method, quoted(url)]
        for field in delivery.headers { words += ["--header", quoted("\(field.name): \(field.value)")] }
        words.append("--data-binary")
        return Array("\(words.joined(separator: " ")) '".utf8) + Self.escaped(delivery.body) + Array("'".utf8)
    }

    private func quoted(_ text: String) -> String {
        "'\(String(decoding: Self.escaped(Array(text.utf8)), as: UTF8.self))'"
    }

    private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { $0 == UInt8(ascii: "'") ? Array(#"'\''"#.utf8) : [$0] }
    }
}
