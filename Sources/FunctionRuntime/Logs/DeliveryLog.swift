import Dispatching
import Journal
import LearnHooks
import Logging

/// Writes the one line of each delivery: no body, no secret, no name, no address, no path.
struct DeliveryLog: Sendable {
    let writer: LogWriter
    let level: Logger.Level
    var clock: @Sendable () -> Timestamp = SystemClock.now
    /// Other fields of every line, about the invocation that brought the delivery.
    var invocation: [(key: JSONKey, value: String?)] = []

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

    /// The line: keys in byte order behind time, level and message.
    private func line(of report: DeliveryReport) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object { line in
            line.member("time", clock().description)
            line.member("level", report.level.rawValue)
            line.member("message", "delivery")
            line.count("delivery.actions", report.actions.count)
            if report.byAccount > 0 { line.count("delivery.by_account", report.byAccount) }
            let conflicts = report.destinations.reduce(0) { $0 + $1.conflicts }
            if conflicts > 0 { line.count("delivery.conflicts", conflicts) }
            if let copies = report.appended?.copies { line.count("delivery.copies", copies) }
            if report.isKept { line.member("delivery.kept", "true") }
            if let known = report.appended?.known, known > 0 { line.count("delivery.known", known) }
            line.milliseconds("delivery.ms", report.duration)
            if report.omitted > 0 { line.count("delivery.omitted", report.omitted) }
            line.member("delivery.outcome", report.outcome.rawValue)
            line.member("delivery.platform", report.platform)
            if !report.problems.isEmpty {
                line.key("delivery.problems")
                line.array { problems in
                    for problem in report.problems.prefix(10) { problems.string(problem.printable) }
                }
            }
            line.member("delivery.type", report.type?.printable)
            line.count("http.status", report.status)
            for (key, value) in invocation { line.member(key, value) }
            if let index = report.secretIndex { line.count("secret.number", index + 1) }
            line.member("traceparent", report.trace?.parent)
        }
        writer.newline()
        return writer.bytes
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
        case .handled, .passedOver, .handshake: problems.isEmpty ? ((secretIndex ?? 0) > 0 ? .notice : .info) : .warning
        case .unmapped, .notAuthentic, .malformed, .noSuchPlatform, .wrongMethod, .unanswered: .warning
        case .undelivered, .refusedBySink, .fault: .error
        }
    }
}

extension JSONWriter {
    fileprivate mutating func count(_ key: JSONKey, _ count: Int) {
        self.key(key)
        text("\(count)".utf8)
    }

    /// Writes a time in milliseconds to the microsecond, without zeros at its end.
    fileprivate mutating func milliseconds(_ key: JSONKey, _ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let microseconds = seconds * 1_000_000 + (attoseconds + 500_000_000_000) / 1_000_000_000_000
        let (whole, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000)
        var digits = Array("\(1_000 + fraction)".utf8.dropFirst())
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        self.key(key)
        text(Array("\(whole)".utf8) + (digits.isEmpty ? [] : [UInt8(ascii: ".")]) + digits)
    }
}
