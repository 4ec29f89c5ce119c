package import HTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// Whether a destination is there, as far as that can be found out without sending it anything.
package struct DestinationCheck: Sendable {
    /// The method of the request that was made.
    package let method: String
    /// What it showed.
    package let server: ServerCheck

    /// Looks at a destination, and waits for it.
    ///
    /// A learning record store is asked what it is (xAPI-Communication.md, 2.7), every other server what it takes.
    ///
    /// - Parameter destination: The destination.
    /// - Throws: What reading its URL or its authorization throws.
    package init(_ destination: Destination) throws {
        let address = try destination.address.value()
        var fields: [(name: String, value: String)] = []
        var about: String?
        if case .xapi(_, let version) = destination.format {
            fields.append(("X-Experience-API-Version", version))
            about = Self.about(beside: address.path)
        }
        if let authorization = try destination.authorization?.value() {
            fields.append(("Authorization", authorization))
        }
        let method = about == nil ? HTTPMethod.OPTIONS : .GET
        self.method = method.rawValue
        server = try ServerCheck.make(
            ClientRequest(method, about, at: address, fields: fields), roots: destination.roots,
            on: MultiThreadedEventLoopGroup.singleton.next(), within: .seconds(Int64(destination.seconds))
        ).wait()
    }

    /// The path of `about`, where that of `statements` is known.
    private static func about(beside path: String) -> String? {
        let path = path.prefix { $0 != "?" }
        let bare = path.hasSuffix("/") ? path.dropLast() : path
        return bare.hasSuffix("/statements") ? bare.dropLast("statements".count) + "about" : nil
    }

    /// Whether somebody is there who would listen: any answer but one that asks for another authorization.
    package var isGood: Bool {
        if case .success(let status) = server.answer { status != 401 && status != 403 } else { false }
    }
}
