#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A connection to a server of this machine, byte by byte: what no well-behaved client sends can be sent with it.
public final class Connection: Sendable {
    private let descriptor: Int32

    /// A call upon the connection failed, or took too long.
    public struct Failure: Error, CustomStringConvertible {
        /// Which call, and the system's words.
        public let description: String
    }

    /// Takes over a connection that was accepted.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Connects to a port of 127.0.0.1; nothing is waited for longer than so many seconds.
    ///
    /// - Throws: `Failure` where nobody listens.
    public init(port: Int, seconds: Int = Patience.seconds) throws {
        #if canImport(Darwin)
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        // The structures are the system's own, and each is passed with its size.
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            _ = close(descriptor)
            throw Failure(description: "connect: \(errno)")
        }
    }

    deinit {
        _ = close(descriptor)
    }

    /// Sends text.
    ///
    /// - Throws: `Failure` where the other side takes no more.
    public func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends bytes.
    ///
    /// - Throws: `Failure` where the other side takes no more.
    public func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes { buffer in
                unsafe Self.send(descriptor, buffer.baseAddress, buffer.count)
            }
            guard sent > 0 else { throw Failure(description: "send: \(errno)") }
            rest = rest.dropFirst(sent)
        }
    }

    /// Sends as many bytes as the system takes at once, possibly none.
    public func sendWhatFits(_ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes { buffer in
            #if canImport(Darwin)
                unsafe Darwin.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            #else
                unsafe Glibc.send(
                    descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            #endif
        }
    }

    private static func send(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.send(descriptor, bytes, count, 0)
        #else
            unsafe Glibc.send(descriptor, bytes, count, Int32(MSG_NOSIGNAL))
        #endif
    }

    /// Says that nothing more will be sent.
    public func closeOutput() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Makes its end a reset, as a client that is killed does.
    public func resetWhenClosed() {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Whether nothing comes for some seconds, not even the end.
    public func isSilent(forSeconds seconds: Double) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // The structure is the system's own, told for the length of the call.
        return unsafe poll(&request, 1, Int32(seconds * 1_000)) == 0
    }

    /// Receives what comes next; nothing where the other side has closed.
    ///
    /// - Throws: `Failure` where nothing comes in time, or the connection is reset.
    public func receive() throws -> [UInt8] {
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            let got = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            failed = got < 0
            count = max(0, got)
        }
        guard !failed else { throw Failure(description: "receive: \(errno)") }
        return bytes
    }
}
