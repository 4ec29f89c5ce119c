import ActionFormats
import Inspector
import Journal
import LearnHooks
import Receiving

extension JournalEntry {
    /// Records a delivery that has proven to be its platform's own, and the outcome.
    ///
    /// This work runs in parallel with other deliveries, so that the journal's one writer only has to write.
    ///
    /// - Parameters:
    ///   - reception: The outcome. The result is nil if it is not to be stored: of another function's type, or of a sender
    ///     who has proven nothing.
    ///   - delivery: The delivery as it came.
    ///   - arrival: When it came.
    ///   - receiver: What made the receipt.
    init?(_ reception: Reception, _ delivery: Delivery, at arrival: Timestamp, by receiver: Receiver) {
        guard let platform = reception.platform, let verdict = reception.verdict, verdict.isAuthentic else {
            return nil
        }
        let kept = delivery.concealed(of: platform, behind: receiver.pathPrefix)
        // The body is stored apart, because it is deleted before the request.
        let request = RecordedDelivery(
            Delivery(method: kept.method, path: kept.path, query: kept.query, headers: kept.headers, body: []),
            at: arrival, verdict: verdict)
        self.init(
            reception.receipt, of: platform, messageID: platform.trust.messageID(of: delivery), kept,
            request: Array(request.text.utf8), at: arrival, secretIndex: verdict.secretIndex, by: receiver)
    }

    /// Records a payload of a broker, which is trusted.
    ///
    /// - Parameters:
    ///   - receipt: The outcome.
    ///   - payload: The payload: its media type and its bytes.
    ///   - id: What the broker calls it.
    ///   - arrival: When it came.
    ///   - receiver: What made the receipt.
    init?(
        _ receipt: Receipt, _ payload: (mediaType: String, body: [UInt8]), id: String, at arrival: Timestamp,
        by receiver: Receiver
    ) {
        let name = receipt.actions.first?.event.platform ?? receipt.refusal?.platform
        guard let platform = receiver.target.platforms.first(where: { $0.name == name }) ?? receiver.target.platform
        else {
            return nil
        }
        var delivery = Delivery(
            method: platform.method, path: "/\(platform.name)", query: "",
            headers: [.init("Content-Type", payload.mediaType)], body: [])
        let request = RecordedDelivery(delivery, at: arrival)
        delivery.body = payload.body
        self.init(
            receipt, of: platform, messageID: id, delivery, request: Array(request.text.utf8), at: arrival,
            secretIndex: nil, by: receiver)
    }

    /// Records an event that was pulled from its platform's API.
    ///
    /// - Parameters:
    ///   - event: The event; nil is made of one of another function's type.
    ///   - arrival: When it came.
    ///   - receiver: What handles it.
    /// - Throws: `JournalError` if the function has no such platform, or the event cannot be handled: it can be pulled again.
    init?(_ event: PulledEvent, at arrival: Timestamp, by receiver: Receiver) throws(JournalError) {
        let platforms = receiver.target.platforms
        guard let platform = platforms.first(where: { $0.name == event.platform }) else {
            throw JournalError(
                .input, "\(event.platform): expected one of \(platforms.map(\.name).joined(separator: ", "))")
        }
        let receipt = receiver.receive(trusted: event.body, from: platform)
        if case .refused(let refusal) = receipt { throw JournalError(.input, "\(refusal)") }
        var delivery = Delivery(
            method: platform.method, path: "/\(platform.name)", query: "",
            headers: [.init("Content-Type", "application/json")], body: [])
        let request = RecordedDelivery(delivery, at: arrival, pulled: "\(platform.name) \(event.call)")
        delivery.body = event.body
        self.init(
            receipt.since(event.since), of: platform, messageID: nil, delivery, request: Array(request.text.utf8),
            at: arrival, secretIndex: nil, by: receiver)
        isPulled = true
    }

    /// Takes down what a stored delivery becomes now.
    ///
    /// Its ids are made of the origin that it was stored with, whatever is configured.
    ///
    /// - Parameters:
    ///   - stored: The delivery; nil is made of one whose request or body is gone, of a platform that is not served, and of one that
    ///     was pulled: what was left out of it then is not known, and it can be pulled again.
    ///   - receiver: What handles it.
    init?(again stored: DeliveryDetail, by receiver: Receiver) {
        guard let platform = receiver.target.platforms.first(where: { $0.name == stored.line.platform }),
            let request = stored.request, let body = stored.body,
            let recorded = try? RecordedDelivery(json: JSONDocument(parsing: request).root), recorded.pulled == nil
        else { return nil }
        let receiver = receiver.naming(stored.line.source, asSourceOf: platform)
        var delivery = recorded.delivery
        delivery.body = body
        self.init(
            receiver.receive(trusted: body, from: platform, of: platform.facts(of: delivery)), of: platform,
            messageID: platform.trust.messageID(of: delivery), delivery, request: request,
            at: Timestamp(unixMilliseconds: stored.line.arrival) ?? .epoch, secretIndex: nil, by: receiver)
    }

    private init?(
        _ receipt: Receipt, of platform: Platform, messageID: String?, _ delivery: Delivery, request: [UInt8],
        at arrival: Timestamp, secretIndex: Int?, by receiver: Receiver
    ) {
        let source = receiver.source(of: platform)
        let event: EventReference
        let outcome: Outcome
        switch receipt {
        case .passedOver, .answered: return nil
        case .refused(let refusal):
            guard refusal.isMalformed else { return nil }
            event = refusal.event ?? EventReference(platform: platform.name, type: "")
            outcome = .refused(reason: Refusal(refusal.reason).description)
        case .handled, .unmapped:
            let actions = receipt.actions
            // A list without rows is an event, too.
            event =
                actions.first?.event
                ?? EventReference(platform: platform.name, type: platform.eventType(of: delivery) ?? "")
            let whole = DeliveredBody(delivery.body, delivery.mediaType, event, id: messageID, source: source)
            let learners = Set(actions.filter { $0.partitionKey != nil }.map { OrderKey($0) })
            let orderKey = learners.count == 1 ? learners.first : nil
            outcome = .accepted(
                row: DeliveryRow(id: whole.id, orderKey: orderKey ?? OrderKey(whole.id)),
                actions: actions.map { action in
                    NewRow(
                        id: action.id, orderKey: OrderKey(action), kind: action.action.kind.name,
                        content: action.kept)
                })
        }
        self.init(
            target: receiver.target.name ?? "", platform: platform.name, source: source, type: event.type,
            messageID: messageID ?? event.id, arrival: arrival, secretIndex: secretIndex, request: request,
            mediaType: delivery.mediaType, body: delivery.body, outcome: outcome)
    }
}

extension Receipt {
    /// The receipt without the actions that happened before a time.
    fileprivate func since(_ time: Timestamp?) -> Receipt {
        guard let time, case .handled(let actions, let problems) = self else { return self }
        return .handled(actions.filter { $0.action.time.map { $0 >= time } ?? true }, problems: problems)
    }

    /// Why it was refused, or nil if it was not.
    var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}
