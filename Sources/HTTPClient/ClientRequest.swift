package import NIOCore
package import NIOHTTP1

/// A request with its body, and whom it is made to.
package struct ClientRequest: Sendable {
    let address: HTTPAddress
    let head: HTTPRequestHead
    let body: ByteBuffer
    let pause: TimeAmount?

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path at the address, with the query if there is one; the address's own where nil.
    ///   - address: The server's.
    ///   - fields: The fields of the header, except for the server's name and the body's length.
    ///   - body: The body.
    ///   - pause: How long a slow sender waits before the second half of the body, or nil for none.
    package init(
        _ method: HTTPMethod, _ path: String? = nil, at address: HTTPAddress,
        fields: [(name: String, value: String)] = [], body: [UInt8] = [],
        pause: TimeAmount? = nil
    ) {
        self.address = address
        var headers = HTTPHeaders([("Host", address.authority)])
        if method == .POST || method == .PUT { headers.add(name: "Content-Length", value: "\(body.count)") }
        for field in fields { headers.add(name: field.name, value: field.value) }
        head = HTTPRequestHead(version: .http1_1, method: method, uri: path ?? address.path, headers: headers)
        self.body = ByteBuffer(bytes: body)
        self.pause = pause
    }
}
