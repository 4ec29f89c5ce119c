import Foundation
import Support
import Testing
import Traits

/// The built `learnhooks invoke` as a part of pipelines.
@Suite(.blocking) struct StreamTests {
    private let learnhooks = Program("learnhooks")
    private let ping = #"{"id":"1","type":"PING","data":{}}"#

    @Test func outputAppearsAsInputArrives() throws {
        let process = learnhooks.process(["invoke"])
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        for _ in 0..<3 {
            try input.fileHandleForWriting.write(contentsOf: Data("\(ping)\n".utf8))
            // The input stays open: only what is written at once can be read here.
            #expect(output.fileHandleForReading.availableData.last == UInt8(ascii: "\n"))
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    /// Events of every kind, many of them, with bad ones scattered in.
    private static let mixture: Data = {
        var lines: [[UInt8]] = []
        for round in 0..<40 {
            for sample in Sample.all { lines.append(sample.bytes) }
            lines.append(Array(#"{"id":\#(round),"type":"PING","data":{}}"#.utf8))
            lines.append(Array(#"{"id":"\#(round)","type":"PING","data":{"#.utf8))
            lines.append(Array(#"{"id":"\#(round)","type":"NEW"}"#.utf8))
        }
        return Data(lines.joined(separator: [UInt8(ascii: "\n")]))
    }()

    @Test(arguments: [[], ["--fail-fast"], ["--format", "xapi", "--batch", "7"], ["knolyx"]])
    func oneThreadAndManyGiveTheSameBytes(options: [String]) throws {
        var outcomes: [[String]] = []
        for jobs in ["1", "2", "7"] {
            let folder = try Folder()
            let outcome = try learnhooks.run(
                ["invoke", "--jobs", jobs, "--dead-letters", folder.path("dead")] + options, input: Self.mixture)
            #expect(outcome.status == 1)
            let dead = try ["dead", "dead.reasons.jsonl"].map {
                try String(contentsOfFile: folder.path($0), encoding: .utf8)
            }
            #expect(!dead[0].isEmpty)
            outcomes.append([outcome.output, outcome.errors] + dead)
        }
        #expect(outcomes[0] == outcomes[1])
        #expect(outcomes[0] == outcomes[2])
        if options.isEmpty { #expect(outcomes[0][0].split(separator: "\n").count > 3_000) }
    }

    /// A million events, or else some, every 997th of them broken: what comes out is in the order of what went in, and all
    /// of it.
    @Test func aMillionEventsKeepTheirOrder() throws {
        let folder = try Folder()
        let program = try #require(learnhooks.process([]).executableURL?.path)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c",
            #"""
            cd "$1"
            numbers='BEGIN { for (i = 1; i <= count; i++) if ((i % 997 == 0) == broken) print i }'
            awk -v count="$2" -v broken=0 "$numbers" > good
            awk -v count="$2" -v broken=1 "$numbers" > bad
            awk -v count="$2" 'BEGIN { for (i = 1; i <= count; i++)
                print (i % 997 ? "{\"id\":\"" i "\",\"type\":\"PING\",\"data\":{}}" : "{\"id\":\"" i "\",]") }' |
                "$0" invoke --dead-letters dead 2> errors | sed 's/.*"id":"\([0-9]*\)"}}}$/\1/' | cmp - good || exit 1
            sed 's/^<stdin>:\([0-9]*\):.*/\1/' errors | cmp - bad || exit 2
            sed 's/.*"\([0-9]*\)".*/\1/' dead | cmp - bad || exit 3
            """#,
            program, folder.path(""), "\(Extent.count(1_000_000, orElse: 50_000))",
        ]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func theNumberOfJobsIsOne() throws {
        for jobs in ["0", "257", "x"] { #expect(try learnhooks.run("invoke", "--jobs", jobs).status == 64) }
    }

    @Test func aNamedPipeIsRead() throws {
        let folder = try Folder()
        let program = try #require(learnhooks.process([]).executableURL?.path)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", #"mkfifo "$1" && { echo "$2" > "$1" & "$0" invoke "$1"; }"#, program, folder.path("pipe"), ping,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try output.fileHandleForReading.readToEnd()?.last == UInt8(ascii: "\n"))
    }

    @Test func aReaderThatGoesEndsItQuietly() throws {
        let process = learnhooks.process(["invoke"])
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try output.fileHandleForReading.close()
        try output.fileHandleForWriting.close()
        try input.fileHandleForWriting.write(contentsOf: Data("\(ping)\n".utf8))
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == SIGPIPE)
        try errors.fileHandleForWriting.close()
        #expect(try (errors.fileHandleForReading.readToEnd() ?? Data()).isEmpty)
    }

    @Test func anOutputThatIsFullIsAnError() throws {
        let process = learnhooks.process(["invoke", "events/knolyx"])
        let errors = Pipe()
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = errors
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 74)
        try errors.fileHandleForWriting.close()
        let message = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(message == "learnhooks: <stdout>: No space left on device\n")
    }

    #if os(Linux)
        /// While nobody reads what comes out, no more goes in than is in hand: memory does not grow with what waits.
        @Test func aSlowReaderHoldsTheReadingUp() throws {
            let folder = try Folder()
            let event = #"{"id":"1","type":"PING","data":{"x":"\#(String(repeating: "x", count: 1_000))"}}"# + "\n"
            // More of them than the memory that is allowed.
            let count = Extent.count(100_000, orElse: 60_000)
            let path = try folder.write(String(repeating: event, count: count), to: "events")
            let process = learnhooks.process(["invoke", "--jobs", "7", path])
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            func status(_ name: String) throws -> String {
                try String(contentsOfFile: "/proc/\(process.processIdentifier)/\(name)", encoding: .utf8)
            }
            // It has done what it can when it takes no more time.
            var times: [String.SubSequence] = []
            repeat {
                Thread.sleep(forTimeInterval: 0.5)
                times.append(contentsOf: try status("stat").split(separator: " ")[13...14])
            } while times.suffix(2) != times.dropLast(2).suffix(2)
            let peak = try #require(
                status("status").split(separator: "\n").first { $0.hasPrefix("VmHWM:") }?.split(separator: " "))
            #expect(try #require(Int(peak[peak.count - 2])) < 50_000, "\(peak)")
            var newlines = 0
            while case let bytes = output.fileHandleForReading.availableData, !bytes.isEmpty {
                newlines += bytes.count { $0 == UInt8(ascii: "\n") }
            }
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(newlines == count)
        }

        /// Many events and one far too large go through; the memory that was held at most stays below 50 MB.
        @Test func aLongStreamIsNotHeld() throws {
            let folder = try Folder()
            let process = learnhooks.process(["invoke"])
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            _ = try folder.write("", to: "err")
            process.standardError = FileHandle(forWritingAtPath: folder.path("err"))
            let counter = Process()
            counter.executableURL = URL(filePath: "/usr/bin/env")
            counter.arguments = ["wc", "-l"]
            let count = Pipe()
            counter.standardInput = output
            counter.standardOutput = count
            try counter.run()
            try process.run()
            try output.fileHandleForWriting.close()

            let event = #"{"id":"1","type":"PING","data":{"x":"\#(String(repeating: "x", count: 1_000))"}}"# + "\n"
            let events = Data(String(repeating: event, count: 1_000).utf8)
            let rounds = Extent.count(20, orElse: 4)
            for _ in 0..<rounds { try input.fileHandleForWriting.write(contentsOf: events) }
            try input.fileHandleForWriting.write(contentsOf: Data(#"{"id":""#.utf8))
            let megabyte = Data(repeating: UInt8(ascii: "x"), count: 1 << 20)
            for _ in 0..<Extent.count(80, orElse: 60) { try input.fileHandleForWriting.write(contentsOf: megabyte) }
            try input.fileHandleForWriting.write(contentsOf: Data("\"}\n\(ping)\n".utf8))
            // The pipe is drained but for its own 64 KiB when this is read, and the process still there.
            let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
            try input.fileHandleForWriting.close()
            process.waitUntilExit()
            counter.waitUntilExit()

            let lines = String(decoding: try count.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            #expect(lines.contains("\(rounds)001"))
            #expect(process.terminationStatus == 1)
            #expect(
                try String(contentsOfFile: folder.path("err"), encoding: .utf8)
                    == "<stdin>:\(rounds)001: the event is larger than 1048576 bytes\n")
            let peak = try #require(
                status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }?.split(separator: " "))
            #expect(try #require(Int(peak[peak.count - 2])) < 50_000, "\(peak)")
        }
    #endif
}
