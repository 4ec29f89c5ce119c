import Catalog
import Foundation
import LearnHooks
import Support
import Synchronization
import Testing
import Traits

/// The lines that the function says of deliveries.
@Suite(.blocking) struct LogTests {
    private static let connections = 8
    private static let rounds = 250

    /// The request of one event, whose answer names it by an action's id.
    private func request(_ number: Int, of connection: Int) throws -> [UInt8] {
        // The type tells each connection's events from others', and makes their lines long.
        let type = "T\(connection).\(number).".padding(toLength: 64, withPad: "x", startingAt: 0)
        let knolyx = try #require(catalog.first { $0.name == "knolyx" })
        return HTTPClient.bytes(
            of: try Fixtures.delivery(Array(#"{"id":"1","type":"\#(type)"}"#.utf8), from: knolyx))
    }

    /// Sends all that there is over all connections at the same time, a few requests at a time over each.
    private func load(_ server: RunningProgram) throws {
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: Self.connections) { connection in
            do {
                var client = try HTTPClient(port: server.port, seconds: 60)
                for start in stride(from: 0, to: Self.rounds, by: 5) {
                    try client.connection.send(
                        (start..<start + 5).flatMap { try request($0, of: connection) })
                    for _ in 0..<5 {
                        let status = try client.response().status
                        if status != 200 { failures.withLock { $0.append("\(status)") } }
                    }
                }
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
    }

    /// The types of each connection's events in the order in which a log has them.
    private func order(_ lines: [JSONNode]) -> [[Int]] {
        var order = [[Int]](repeating: [], count: Self.connections)
        for line in lines {
            guard let type = line["delivery.type"]?.string else { continue }
            let parts = type.dropFirst().split(separator: ".").compactMap { Int($0) }
            order[parts[0]].append(parts[1])
        }
        return order
    }

    @Test func noLineIsTornOrReorderedWithinAConnection() throws {
        let server = try RunningProgram(["knolyx"], environment: Fixtures.environment)
        try load(server)
        // Each line is JSON, and is there as soon as its answer is.
        let order = order(try server.logLines)
        for connection in 0..<Self.connections { #expect(order[connection] == Array(0..<Self.rounds)) }
    }

    /// Serves for a reader of standard error who hands on the first line, which names the port, and sleeps until he is woken.
    private func serveSleeper(_ folder: Folder) throws -> RunningProgram {
        let function = try #require(Program("learnhooks-function").process([]).executableURL?.path)
        let script = #"""
            mkfifo "$1/pipe"
            (read -r line; echo "$line" >&2; while [ ! -e "$1/awake" ]; do sleep 0.1; done; exec cat > "$1/log") < "$1/pipe" &
            exec "$0" knolyx 2> "$1/pipe"
            """#
        return try RunningProgram(
            ["-c", script, function, folder.url.path],
            environment: Fixtures.environment.merging(["ACTIONS_TO": "stdout"]) { $1 }, program: "/bin/sh")
    }

    /// Wakes the reader, waits until all of so many deliveries are told or counted, and returns the lines.
    private func wake(_ folder: Folder, _ deliveries: Int) throws -> (lines: [JSONNode], lost: Int) {
        _ = try folder.write("", to: "awake")
        for _ in 0..<6_000 {
            let log = (try? String(contentsOfFile: folder.path("log"), encoding: .utf8)) ?? ""
            let whole = log[..<(log.lastIndex(of: "\n") ?? log.startIndex)]
            let lines = try whole.split(separator: "\n").map { try JSONDocument(parsing: Array($0.utf8)).root }
            let lost = lines.reduce(0) { $0 + Int($1["log.lost"]?.number?.integer ?? 0) }
            let told = lines.count { $0["message"]?.string == "delivery" }
            if told + lost >= deliveries { return (lines, lost) }
            usleep(10_000)
        }
        Issue.record("the lines do not come")
        return ([], 0)
    }

    @Test func aReaderWhoSleepsHoldsUpNoAnswer() throws {
        let folder = try Folder()
        let server = try serveSleeper(folder)
        // Far more than a pipe holds: 2,000 lines of 290 bytes.
        try load(server)
        let (lines, lost) = try wake(folder, Self.connections * Self.rounds)
        #expect(lost == 0)
        let order = order(lines)
        for connection in 0..<Self.connections { #expect(order[connection] == Array(0..<Self.rounds)) }
        #expect(try server.stop() == 0)
    }

    @Test func linesThatFindNoRoomAreCounted() throws {
        let folder = try Folder()
        let server = try serveSleeper(folder)
        // More than is held of them: 1 MiB, and what a pipe holds.
        for _ in 0..<2 { try load(server) }
        let (lines, lost) = try wake(folder, 2 * Self.connections * Self.rounds)
        #expect(lost > 0)
        #expect(lines.count { $0["message"]?.string == "delivery" } + lost == 2 * Self.connections * Self.rounds)
        // And then all goes on as before.
        try load(server)
        _ = try wake(folder, 3 * Self.connections * Self.rounds)
        #expect(try server.stop() == 0)
    }
}
