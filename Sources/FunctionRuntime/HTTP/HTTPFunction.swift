import Inspector
public import LearnHooks
public import Logging
public import Receiving

/// A function that is called over HTTP.
public struct HTTPFunction: Sendable {
    private let server: HTTPServer
    private let durable: DurableDelivery?

    /// Creates a function.
    ///
    /// - Parameters:
    ///   - receiver: What makes receipts of deliveries.
    ///   - signatureType: Who calls it.
    ///   - outlet: Where actions go besides the answer.
    ///   - options: Where it listens, and how it ends.
    ///   - clock: The time of a delivery's arrival.
    ///   - logger: Where it says what happens to it.
    ///   - lines: Where what is said of deliveries is written, before they are answered.
    ///   - report: Is told of every delivery.
    public init(
        _ receiver: Receiver, calledBy signatureType: SignatureType, outlet: Outlet, options: HTTPServer.Options,
        clock: @escaping @Sendable () -> Timestamp = SystemClock.now, logger: Logger, lines: LogWriter,
        report: @escaping @Sendable (DeliveryReport) -> Void
    ) {
        durable = outlet.durable
        let metrics = Metrics(of: receiver.target.platforms, journal: outlet.durable.map { $0.write })
        var inspector: Inspector?
        if let surroundings = options.inspector, let durable {
            let isTLS = options.identity != nil && !HTTPServer.Options.isLoopback(options.admin?.host ?? "")
            inspector = Inspector(durable.api, surroundings, isTLS: isTLS)
        }
        let memory = inspector == nil ? nil : durable?.api.memory
        let report: @Sendable (DeliveryReport) -> Void = {
            metrics.count($0)
            memory?.note($0)
            report($0)
        }
        let responder: any Responder =
            switch signatureType {
            case .http:
                WebhookFunction(receiver: receiver, outlet: outlet, clock: clock, logger: logger, report: report)
            case .cloudevent:
                TrustedFunction(receiver: receiver, outlet: outlet, clock: clock, logger: logger, report: report)
            }
        server = HTTPServer(
            options, responder: responder, metrics: metrics, inspector: inspector, logger: logger, lines: lines)
    }

    /// Serves until a signal asks to end; what is in flight is ended first.
    ///
    /// - Parameters:
    ///   - signals: Those that ask to end.
    ///   - didBind: Is told the ports once connections are taken: that of deliveries, and that of the inspector's address.
    /// - Throws: `HTTPServer.BindError` when the address cannot be had.
    public func run(
        until signals: ShutdownSignals, didBind: (_ port: Int, _ admin: Int?) throws -> Void
    ) async throws {
        do {
            try await server.run(until: { _ = await signals.wait() }, didBind: didBind)
        } catch {
            await durable?.stop()
            throw error
        }
        // Whoever was answered has been: what is under way to destinations comes to its end.
        await durable?.stop()
    }
}
