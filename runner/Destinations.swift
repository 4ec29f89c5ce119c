import ArgumentParser
import Catalog
import Dispatching
import FunctionRuntime
import HTTPClient
import LearnHooks
import Receiving

/// Shows where actions go, and whether each destination answers.
struct Destinations: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the destinations that are set, and check them.",
        discussion: """
            EXAMPLES
              ACTIONS_TO=https://lrs.example/xAPI/statements learnhooks destinations

            It shows each destination's name, URL without the path (which can be a secret), format and filter. --check sends no action. \
            The exit status is 1 if a destination does not answer, cannot be trusted, or refuses the authorization.

            More: Destinations.md among the articles.
            """)

    @Flag(help: "Connect to each, and show its certificate and its answer.")
    var check = false

    @Flag(help: "Print a JSON array, one object a destination.")
    var json = false

    func run() throws {
        let destinations = try readConfiguration(for: try Target(nil, in: catalog)).destinations()
        if destinations.isEmpty, !json { say("no destination is set: ACTIONS_TO or DESTINATION_<NAME>_URL sets one") }
        var isGood = true
        var writer = JSONWriter()
        try writer.array { writer in
            for destination in destinations {
                let found = try check ? DestinationCheck(destination) : nil
                isGood = isGood && found?.isGood != false
                if json { writer.write(destination, found) } else { try write(Self.text(of: destination, found)) }
            }
        }
        writer.newline()
        if json { try write(writer.bytes) }
        if !isGood { throw ExitCode(1) }
    }

    private static func text(of destination: Destination, _ check: DestinationCheck?) -> [UInt8] {
        let columns = [
            destination.name, destination.origin, destination.format.name.rawValue, destination.filter.description,
        ]
        var lines = [columns.joined(separator: "  ")]
        if let certificate = check?.server.certificate {
            lines.append(
                "  certificate for \(certificate.names.joined(separator: ", ").printable) until \(certificate.until)")
        }
        if let check { lines.append("  \(check.isGood ? "ok" : "failed"): \(check.words)") }
        return Array(lines.map { "\($0)\n" }.joined().utf8)
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ destination: Destination, _ check: DestinationCheck?) {
        object { writer in
            writer.member("name", destination.name)
            writer.member("origin", destination.origin)
            writer.member("format", destination.format.name.rawValue)
            writer.member("takes", destination.filter.description)
            guard let check else { return }
            writer.key("check")
            writer.object { writer in
                if let certificate = check.server.certificate {
                    writer.key("certificate")
                    writer.object { writer in
                        writer.member("names", .array(certificate.names.map { .string($0) }))
                        writer.member("until", certificate.until)
                    }
                }
                if case .success(let status) = check.server.answer { writer.member("status", JSONNumber(status)) }
                writer.member("found", check.words)
                writer.member("good", check.isGood)
            }
        }
    }
}

extension DestinationCheck {
    /// What was found, in words.
    fileprivate var words: String {
        switch server.answer {
        case .success(let status): "answers \(status) to \(method)"
        case .failure(let error): "\(error)"
        }
    }
}

extension ServerCheck.Certificate {
    /// When it expires, as in RFC 3339.
    fileprivate var until: String { (Timestamp(unixSeconds: end) ?? .epoch).description }
}
