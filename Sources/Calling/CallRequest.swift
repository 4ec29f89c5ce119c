import HTTPClient
package import LearnHooks
import NIOHTTP1

/// A call with its values: what is sent, byte for byte.
package struct CallRequest: Sendable {
    /// The method.
    package let method: String
    /// The path and the query, below the API's URL.
    package let path: String
    /// The fields of the header.
    package let headers: [PlatformAPI.Header]
    /// The body, or empty if there is none.
    package let body: [UInt8]

    /// Fills in a call.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - values: What its caller gives.
    ///   - account: Whose it is.
    package init(_ call: Call, _ values: Call.Values, of account: Account) {
        method = call.method
        var path = account.address.path
        while path.hasSuffix("/") { path.removeLast() }
        for part in call.path.split(separator: "{", omittingEmptySubsequences: false) {
            guard part.hasPrefix("/"), let end = part.firstIndex(of: "}") else {
                path += part
                continue
            }
            if let value = values[String(part[..<end].dropFirst())]?.first { path += "/\(Self.segment(value))" }
            path += part[part.index(after: end)...]
        }
        self.path = path
        var headers = account.headers
        if let value = call.body(values) {
            headers.append(.init("Content-Type", "application/json"))
            var writer = JSONWriter()
            writer.value(value)
            body = writer.bytes
        } else {
            body = []
        }
        self.headers = headers
    }

    func request(to address: HTTPAddress) -> ClientRequest {
        ClientRequest(
            HTTPMethod(rawValue: method), path, at: address, fields: headers.map { ($0.name, $0.value) }, body: body)
    }

    /// A text as one segment of a path: all but what RFC 3986, 2.3, leaves as it is, is escaped.
    private static func segment(_ text: String) -> String {
        // A segment of dots alone leads elsewhere.
        guard text != ".", text != ".." else { return text.replacing(".", with: "%2E") }
        var segment = ""
        for byte in text.utf8 {
            let isPlain =
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
                default: false
                }
            let digits = String(byte, radix: 16, uppercase: true)
            segment += isPlain ? String(Unicode.Scalar(byte)) : (byte < 16 ? "%0" : "%") + digits
        }
        return segment
    }
}
