import Foundation

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A server of bare bytes: each connection is one call of what a test says.
public final class ScriptedServer: Sendable {
    /// The port that it listens at.
    public let port: Int
    private let descriptor: Int32

    /// Starts a server at a free port of 127.0.0.1.
    ///
    /// - Parameter serve: Is given each connection, which ends with it.
    /// - Throws: `Connection.Failure` where none can be had.
    public init(_ serve: @escaping @Sendable (Connection) throws -> Void) throws {
        (descriptor, port) = try Connection.listener()
        Thread.detachNewThread { [descriptor] in
            while true {
                let accepted = accept(descriptor, nil, nil)
                guard accepted >= 0 else { break }
                Thread.detachNewThread { try? serve(Connection(descriptor: accepted)) }
            }
            // Only here: elsewhere the number could be another server's by the next turn, whose connections this thread would take.
            _ = close(descriptor)
        }
    }

    deinit { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
}

extension Connection {
    /// Listens at a free port of 127.0.0.1.
    ///
    /// - Returns: The listener's descriptor and its port.
    /// - Throws: `Failure` where none can be had.
    static func listener() throws -> (descriptor: Int32, port: Int) {
        #if canImport(Darwin)
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The structure is the system's own, and is passed with its size.
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, size) == 0 && listen(descriptor, 128) == 0
                    && getsockname(descriptor, pointer, &size) == 0
            }
        }
        guard result else { throw Failure(description: "listen: \(errno)") }
        return (descriptor, Int(in_port_t(bigEndian: address.sin_port)))
    }
}
