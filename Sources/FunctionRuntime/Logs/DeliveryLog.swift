import Dispatching
import LearnHooks
import Logging

/// Writes the one line of each delivery: no body, no secret, no name, no address, no path.
struct DeliveryLog: Sendable {
    let writer: LogWriter
    let level: Logger.Level
    var clock: @Sendable () -> Timestamp = SystemClock.now
    /// What else every line says: of the invocation that brings the delivery.
    var invocation: [(key: String, value: String?)] = []

    /// Hands the line to the writer, which writes it when the turn ends.
    func collect(_ report: DeliveryReport) {
        guard level <= report.level else { return }
        writer.collect(line(of: report))
    }

    /// Writes the line.
    func write(_ report: DeliveryReport) {
        collect(report)
        writer.endTurn()
    }

    /// The line as bytes: keys in byte order behind time, level and message.
    ///
    /// Outcomes, levels, and the names of platforms and types, which are words, need no escape.
    private func line(of report: DeliveryReport) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(512)
        line.write(#"{"time":""#, clock().description)
        line.write(#"","level":""#, report.level.rawValue)
        line.write(#"","message":"delivery","delivery.actions":"#)
        line.write(report.actions.count)
        let conflicts = report.destinations.reduce(0) { $0 + $1.conflicts }
        if conflicts > 0 {
            line.write(#","delivery.conflicts":"#)
            line.write(conflicts)
        }
        if report.isKept { line.write(#","delivery.kept":"true""#) }
        line.write(#","delivery.ms":"#)
        line.write(milliseconds: report.duration)
        if report.omitted > 0 {
            line.write(#","delivery.omitted":"#)
            line.write(report.omitted)
        }
        line.write(#","delivery.outcome":""#, report.outcome.rawValue)
        if let platform = report.platform { line.write(#"","delivery.platform":""#, platform) }
        line.write(#"""#)
        if !report.problems.isEmpty {
            line.write(#","delivery.problems":"#)
            line.write(.array(report.problems.prefix(10).map { .string($0.printable) }))
        }
        if let type = report.type {
            line.write(#","delivery.type":""#, type)
            line.write(#"""#)
        }
        line.write(#","http.status":"#)
        line.write(report.status)
        for (key, value) in invocation where value != nil {
            line.write(#",""#, key)
            line.write(#"":"#)
            line.write(.string(value ?? ""))
        }
        if let index = report.secretIndex {
            line.write(#","secret.number":"#)
            line.write(index + 1)
        }
        // Hexadecimal digits and dashes, or it would be none.
        if let trace = report.trace {
            line.write(#","traceparent":""#, trace.parent)
            line.write(#"""#)
        }
        line.write("}\n")
        return line
    }
}

extension Answer {
    /// Writes the one line of a request that comes to no delivery.
    func log(to logger: Logger) {
        logger.notice(
            "request refused", metadata: ["http.status": .stringConvertible(status), "problem": "\(problem ?? "")"])
    }
}

extension DeliveryReport {
    /// The time from its last byte to the answer, in milliseconds to the microsecond.
    public var milliseconds: Double { (duration / .microseconds(1)).rounded() / 1_000 }

    /// Good deliveries are told at info, and at notice where their secret is not the first: it is then not yet retired.
    fileprivate var level: Logger.Level {
        switch outcome {
        case .handled, .passedOver: problems.isEmpty ? ((secretIndex ?? 0) > 0 ? .notice : .info) : .warning
        case .unmapped, .notAuthentic, .malformed, .noSuchPlatform, .wrongMethod: .warning
        case .undelivered, .refusedBySink, .fault: .error
        }
    }
}

extension [UInt8] {
    fileprivate mutating func write(_ text: String) {
        append(contentsOf: text.utf8)
    }

    fileprivate mutating func write(_ key: String, _ text: String) {
        append(contentsOf: key.utf8)
        append(contentsOf: text.utf8)
    }

    fileprivate mutating func write(_ value: JSONValue) {
        var writer = JSONWriter()
        writer.value(value)
        append(contentsOf: writer.bytes)
    }

    /// Writes a number that is not negative.
    fileprivate mutating func write(_ number: Int) {
        var power = 1
        while number / power >= 10 { power *= 10 }
        while power > 0 {
            append(UInt8(ascii: "0") + UInt8(number / power % 10))
            power /= 10
        }
    }

    /// Writes a time in milliseconds to the microsecond, without zeros at its end.
    fileprivate mutating func write(milliseconds duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let microseconds = Int(seconds * 1_000_000 + (attoseconds + 500_000_000_000) / 1_000_000_000_000)
        write(microseconds / 1_000)
        var fraction = microseconds % 1_000
        var unit = 100
        if fraction > 0 { append(UInt8(ascii: ".")) }
        while fraction > 0 {
            append(UInt8(ascii: "0") + UInt8(fraction / unit))
            fraction %= unit
            unit /= 10
        }
    }
}
