import CPostgreSQL
import Journal

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A connection to a server, over which statements go one behind the other without waiting for each answer.
///
/// Safe, for the handle is valid from its making until `deinit`, is seen by nobody else, and is used on one thread at a time.
@safe
final class Connection {
    /// A statement with its values.
    struct Command {
        let sql: String
        let values: [Value]
    }

    private let handle: OpaquePointer
    /// What each statement is called that was prepared.
    private var names: [String: String] = [:]
    private var lastName = 0
    /// Whether it is of no use any more.
    private(set) var isLost = false

    /// Connects.
    ///
    /// - Throws: `JournalError` in the library's words, which name hosts and users and no password.
    init(url: String) throws(JournalError) {
        // The text is a C string for the length of the call.
        guard let handle = unsafe learnhooks_connect(url) else {
            throw JournalError(.unavailable, "the journal: no memory for a connection to PostgreSQL")
        }
        unsafe self.handle = handle
        guard unsafe PQstatus(handle) == CONNECTION_OK, unsafe PQsetnonblocking(handle, 1) == 0,
            unsafe PQenterPipelineMode(handle) == 1
        else { throw Self.refusal(unsafe String(cString: PQerrorMessage(handle))) }
    }

    deinit { unsafe PQfinish(handle) }

    /// Whether the library understands a URL.
    static func understands(_ url: String) -> Bool { unsafe learnhooks_understands(url) == 1 }

    /// What kept it from connecting.
    ///
    /// Of what the library says those lines alone are repeated that tell of a host: others quote parts of the URL, which may be a
    /// password's.
    private static func refusal(_ words: String) -> JournalError {
        let lines = words.split(separator: "\n").filter {
            $0.hasPrefix("connection to server") || $0.contains("FATAL:")
        }
        let isTold = lines.contains {
            $0.contains("FATAL:") && !$0.contains("starting up") && !$0.contains("shutting down")
        }
        let isCrowded = lines.contains { $0.contains("too many") || $0.contains("remaining connection slots") }
        return JournalError(
            isTold && !isCrowded ? .configuration : .unavailable,
            lines.isEmpty
                ? "the journal: PostgreSQL cannot be reached: a host, an option of the URL, or a file that it names, is not right"
                : "the journal: PostgreSQL cannot be reached: \(lines.joined(separator: "; "))")
    }

    /// Sends statements, and waits for what became of all of them.
    ///
    /// - Parameters:
    ///   - commands: The statements: behind one that fails, the others are not done.
    ///   - patience: After how long without a word the connection counts as lost.
    /// - Returns: A result for each.
    /// - Throws: `JournalError` of the first that failed.
    func perform(_ commands: [Command], patience: Duration) throws(JournalError) -> [QueryResult] {
        guard !isLost else { throw .lost }
        /// What is expected: the number of a command, or the preparation of one.
        var expected: [(sql: String, isPreparation: Bool)] = []
        for command in commands {
            if names[command.sql] == nil {
                try prepare(command)
                expected.append((command.sql, true))
            }
            try send(command)
            expected.append((command.sql, false))
        }
        guard unsafe PQpipelineSync(handle) == 1 else { throw lost() }
        return try collect(expected, patience)
    }

    private func prepare(_ command: Command) throws(JournalError) {
        lastName += 1
        let name = "s\(lastName)"
        names[command.sql] = name
        let types = command.values.map(\.type)
        // Both texts are C strings, and the types an array, for the length of the call.
        guard unsafe PQsendPrepare(handle, name, Self.numbered(command.sql), Int32(types.count), types) == 1 else {
            throw lost()
        }
    }

    /// The statement with `$1`, `$2`, … for its question marks.
    private static func numbered(_ sql: String) -> String {
        var number = 0
        return sql.reduce(into: "") { text, character in
            guard character == "?" else { return text.append(character) }
            number += 1
            text += "$\(number)"
        }
    }

    private func send(_ command: Command) throws(JournalError) {
        var (bytes, offsets, lengths): ([UInt8], [Int32], [Int32]) = ([], [], [])
        for value in command.values {
            let start = bytes.count
            let isNull = !value.write(to: &bytes)
            guard let offset = Int32(exactly: start), let length = Int32(exactly: bytes.count - start) else {
                throw JournalError(.input, "the journal: expected less than 2 GiB at once")
            }
            offsets.append(offset)
            lengths.append(isNull ? -1 : length)
        }
        // An array that is empty may have no address.
        bytes.append(0)
        // All of them are read before the call returns.
        let isSent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe learnhooks_send(
                handle, names[command.sql] ?? "", Int32(lengths.count), bytes.baseAddress, offsets, lengths)
        }
        guard isSent == 1 else { throw lost() }
    }

    private func collect(
        _ expected: [(sql: String, isPreparation: Bool)], _ patience: Duration
    ) throws(JournalError) -> [QueryResult] {
        var results: [QueryResult] = []
        var failure: JournalError?
        var place = 0
        while true {
            try wait(patience)
            // Between the results of two statements there is none.
            guard let pointer = unsafe PQgetResult(handle) else {
                if unsafe PQstatus(handle) != CONNECTION_OK { throw lost() }
                continue
            }
            let result = unsafe QueryResult(pointer)
            switch result.status {
            case PGRES_PIPELINE_SYNC:
                if let failure { throw failure }
                return results
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                if place < expected.count, !expected[place].isPreparation { results.append(result) }
            case PGRES_PIPELINE_ABORTED: forget(place, expected)
            default:
                forget(place, expected)
                failure = failure ?? result.error
                if unsafe PQstatus(handle) != CONNECTION_OK {
                    isLost = true
                    throw JournalError(.unavailable, (failure ?? .lost).description)
                }
            }
            place += 1
        }
    }

    /// A statement that was not prepared is prepared when it comes again.
    private func forget(_ place: Int, _ expected: [(sql: String, isPreparation: Bool)]) {
        if place < expected.count, expected[place].isPreparation { names[expected[place].sql] = nil }
    }

    /// Sends what is still to be sent, and waits until there is a result.
    private func wait(_ patience: Duration) throws(JournalError) {
        let end = ContinuousClock.now + patience
        while true {
            let rest = unsafe PQflush(handle)
            guard rest >= 0 else { throw lost() }
            if unsafe PQisBusy(handle) == 0 { return }
            let events = Int16(POLLIN) | (rest == 1 ? Int16(POLLOUT) : 0)
            var descriptor = pollfd(fd: unsafe PQsocket(handle), events: events, revents: 0)
            let left = end - ContinuousClock.now
            guard descriptor.fd >= 0, left > .zero else { throw lost() }
            let milliseconds = Int32(clamping: left.components.seconds * 1_000 + 1)
            // One descriptor, which is there for the length of the call.
            _ = unsafe poll(&descriptor, 1, milliseconds)
            if descriptor.revents & ~Int16(POLLOUT) != 0, unsafe PQconsumeInput(handle) == 0 { throw lost() }
        }
    }

    private func lost() -> JournalError {
        isLost = true
        return .lost
    }
}
