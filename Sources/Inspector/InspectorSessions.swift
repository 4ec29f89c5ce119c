import LearnHooks
import Receiving
import Synchronization

/// The sessions of people at the page: each is a random word in a cookie of the browser.
final class InspectorSessions: Sendable {
    private let words = Mutex<[String]>([])
    private let isTLS: Bool
    /// The digest of the token that begins a session, or nil if none is asked for.
    private let digest: [UInt8]?

    /// The most that are kept: the oldest one ends.
    private static let most = 64

    init(token: String?, isTLS: Bool) {
        self.isTLS = isTLS
        digest = token.map { Digest.sha256Bytes($0.utf8) }
    }

    /// Whether a token must be shown.
    var asksForToken: Bool { digest != nil }

    /// Whether a request brings the cookie of one of them.
    func has(_ request: Delivery) -> Bool {
        let prefix = "\(Self.name(for: request))="
        let values = request.headers(named: "cookie").flatMap { $0.split(separator: ";") }
            .compactMap { pair -> String? in
                let pair = pair.drop { $0 == " " }
                return pair.hasPrefix(prefix) ? String(pair.dropFirst(prefix.count)) : nil
            }
        return words.withLock { words in values.contains { words.contains($0) } }
    }

    /// Begins a session where a token is the right one, or none is asked for: the field that sets its cookie.
    ///
    /// Digests are compared: how long that takes says nothing of the token.
    func begin(with token: String?, for request: Delivery) -> Delivery.HeaderField? {
        if let digest { guard Digest.sha256Bytes((token ?? "").utf8) == digest else { return nil } }
        let word = Digest.sha256((0..<32).map { _ in UInt8.random(in: .min ... .max) })
        words.withLock { words in
            words.append(word)
            if words.count > Self.most { words.removeFirst() }
        }
        let secure = isTLS ? "; Secure" : ""
        return .init("Set-Cookie", "\(Self.name(for: request))=\(word); Path=/; HttpOnly; SameSite=Strict\(secure)")
    }

    /// Cookies do not depend on ports, so each inspector of a machine has a cookie name of its own.
    private static func name(for request: Delivery) -> String {
        let port = request.headers(named: "host").first?.split(separator: ":").last.flatMap { UInt16($0) }
        return "learnhooks-inspector\(port.map { "-\($0)" } ?? "")"
    }
}
