import Dispatching
import LearnHooks
import Logging

extension Answer {
    /// Writes the one line of a request that comes to no delivery.
    func log(to logger: Logger) {
        logger.notice(
            "request refused", metadata: ["http.status": .stringConvertible(status), "problem": "\(problem ?? "")"])
    }
}

extension DeliveryReport {
    /// Writes the one line of a delivery: no body, no secret, no name, no address, no path.
    func log(to logger: Logger) {
        guard logger.logLevel <= level else { return }
        var metadata = Logger.Metadata(minimumCapacity: 9)
        metadata["delivery.outcome"] = .string(outcome.rawValue)
        metadata["delivery.ms"] = .stringConvertible(milliseconds)
        metadata["delivery.actions"] = .stringConvertible(actions.count)
        metadata["http.status"] = .stringConvertible(status)
        metadata["delivery.platform"] = platform.map { .string($0) }
        metadata["delivery.type"] = type.map { .string($0.printable) }
        metadata["secret.number"] = secretIndex.map { .stringConvertible($0 + 1) }
        if !problems.isEmpty {
            metadata["delivery.problems"] = .array(problems.prefix(10).map { .string($0.printable) })
        }
        if omitted > 0 { metadata["delivery.omitted"] = .stringConvertible(omitted) }
        if byAccount > 0 { metadata["delivery.by_account"] = .stringConvertible(byAccount) }
        if isKept { metadata["delivery.kept"] = "true" }
        let conflicts = destinations.reduce(0) { $0 + $1.conflicts }
        if conflicts > 0 { metadata["delivery.conflicts"] = .stringConvertible(conflicts) }
        metadata["traceparent"] = trace.map { .string($0.parent) }
        logger.log(level: level, "delivery", metadata: metadata)
    }

    /// The time from its last byte to the answer, in milliseconds to the microsecond.
    public var milliseconds: Double { (duration / .microseconds(1)).rounded() / 1_000 }

    /// Good deliveries are told at info, and at notice where their secret is not the first: it is then not yet retired.
    private var level: Logger.Level {
        switch outcome {
        case .handled, .passedOver: problems.isEmpty ? ((secretIndex ?? 0) > 0 ? .notice : .info) : .warning
        case .unmapped, .notAuthentic, .malformed, .noSuchPlatform, .wrongMethod: .warning
        case .undelivered, .refusedBySink, .fault: .error
        }
    }
}
