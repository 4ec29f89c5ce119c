public import LearnHooks

/// Makes receipts of deliveries: authenticate, decode, handle, identify.
public struct Receiver: Sendable {
    /// What the receiver serves.
    public let target: Target
    private let sources: [String: String]
    let verifiers: [String: Verifier]
    /// What stands before every path, as in "/hooks".
    public let pathPrefix: String
    private let recipients: Recipients
    /// The platforms whose deliveries bring lists of events.
    let listing: [Platform]
    /// The platforms whose bodies may ask for an answer.
    let greeting: [Platform]
    /// The one event type that it handles, or nil if it handles all of them.
    private let eventType: String?

    /// The most bytes of actions that one event may make, unless another number is asked for.
    public static let usualActionBytes = 16 << 20
    private let mostActionBytes: Int

    /// Creates a receiver.
    ///
    /// - Parameters:
    ///   - target: What it serves.
    ///   - sources: The origin that the actions of a platform name as their source, by the platform's name; the
    ///     platform's own if there is none.
    ///   - verifiers: How deliveries of a platform are authenticated, by its name; without one, it is not served.
    ///   - mostActionBytes: The most bytes of actions that one event may make: a long name that every row of a list repeats
    ///     would else make gigabytes of a megabyte.
    ///   - pathPrefix: What stands before every path, as in "/hooks"; nothing, where nothing does.
    public init(
        target: Target, sources: [String: String] = [:], verifiers: [String: Verifier] = [:],
        mostActionBytes: Int = usualActionBytes, pathPrefix: String = ""
    ) {
        self.mostActionBytes = mostActionBytes
        self.verifiers = verifiers
        self.pathPrefix = pathPrefix
        self.target = target
        self.sources = sources
        eventType = target.eventType
        recipients = Recipients(target.platforms, sources: sources)
        listing = target.platforms.filter { $0.events != .body }
        greeting = target.platforms.filter { !$0.handshakes.isEmpty }
    }

    /// The origin that the actions of a platform name as their source.
    public func source(of platform: Platform) -> String { sources[platform.name] ?? platform.source }

    /// The receiver, with another origin of a platform.
    package func naming(_ source: String, asSourceOf platform: Platform) -> Receiver {
        guard source != self.source(of: platform) else { return self }
        return Receiver(
            target: target, sources: sources.merging([platform.name: source]) { $1 }, verifiers: verifiers,
            mostActionBytes: mostActionBytes, pathPrefix: pathPrefix)
    }

    /// Makes a receipt of a delivery whose sender must prove to be the platform, before a byte of its body is decoded.
    ///
    /// - Parameters:
    ///   - delivery: The delivery as it came.
    ///   - now: The time of its arrival.
    /// - Returns: The outcome, and how its sender was examined.
    public func receive(_ delivery: Delivery, at now: Timestamp) -> Reception {
        if !greeting.isEmpty, let reception = echo(delivery, at: now) { return reception }
        switch examine(delivery, .whole, at: now) {
        case .refused(let reception): return reception
        case .passed(let platform, let verdict):
            let facts = platform.facts(of: delivery)
            let receipt = read(delivery.body, from: platform) { body in
                guard !greeting.isEmpty, let question = platform.question(in: body, of: facts) else {
                    return receive(body, from: platform, of: facts)
                }
                return answer(to: question, from: platform, verdict)
            }
            return Reception(receipt, platform, verdict)
        }
    }

    /// Makes a receipt of a payload whose sender is trusted.
    ///
    /// - Parameters:
    ///   - payload: The body of a delivery, or one event of a list, as the platform sends it.
    ///   - platform: The platform that sent it; where nil, the one that the target names, or else the only one that has
    ///     the event's type.
    ///   - facts: What the delivery says beside its body.
    /// - Returns: The outcome.
    public func receive(
        _ payload: JSONNode, from platform: Platform? = nil, of facts: DeliveryFacts = .none
    ) -> Receipt {
        if !greeting.isEmpty, let event = handshake(in: payload, from: platform ?? target.platform, of: facts) {
            return .passedOver(event)
        }
        guard let list = list(in: payload, from: platform ?? target.platform) else {
            return receive(event: payload, from: platform, of: facts)
        }
        return receive(list: list.events, from: list.platform, of: facts)
    }

    /// Makes a receipt of one event.
    func receive(event payload: JSONNode, from platform: Platform?, of facts: DeliveryFacts) -> Receipt {
        var event: EventReference?
        do {
            let recipient: Int
            switch try recipients.find(payload, from: platform?.name, facts) {
            case .known(let index): recipient = index
            case .unknown(let type): return try receive(unknown: payload, type, from: platform ?? target.platform)
            }
            let reference = EventReference(
                platform: recipients[recipient].platform, type: recipients[recipient].eventType,
                id: payload.eventID ?? facts.id)
            event = reference
            if let eventType, eventType != reference.type { return .passedOver(reference) }
            let problems: [JSONError]
            var actions: [Action]
            (actions, problems) = try self.actions(of: payload, facts, for: recipients[recipient])
            var identified: [IdentifiedAction] = []
            identified.reserveCapacity(actions.count)
            // Taken from the end, they are moved and not copied.
            while !actions.isEmpty {
                identified.append(
                    actions.removeLast().identified(
                        of: reference, in: payload, source: recipients[recipient].source))
            }
            identified.reverse()
            return .handled(identified, problems: problems)
        } catch let error as JSONError {
            return .refused(Refusal(.malformed(error), platform: platform?.name, event: event))
        } catch {
            return .refused(Refusal(.fault("the handler failed: \(Swift.type(of: error))"), event: event))
        }
    }

    /// Returns the actions of a payload from the handler of its type, and the fields that could not be read.
    private func actions(
        of payload: JSONNode, _ facts: DeliveryFacts, for recipient: Recipients.Recipient
    ) throws -> (actions: [Action], problems: [JSONError]) {
        let result = Result { try recipient.handler.actions(reading: payload, of: facts) }
        // Also of an event that is refused, for its text may hold others.
        let unread = payload.takeUnreadFields()
        var actions = try result.get()
        var problems = actions.compactMap(\.problem)
        if !unread.isEmpty {
            for field in unread where !field.isOfRow {
                for index in actions.indices { actions[index].add(unread: field, within: recipient.contents) }
            }
            problems = (problems + unread.map(\.error)).sorted { $0.offset < $1.offset }
        }
        guard actions.fit(mostActionBytes, madeOf: payload) else {
            throw payload.error(
                "the event makes more than \(mostActionBytes) bytes of actions",
                advice: "MAX_ACTION_BYTES sets the most")
        }
        return (actions, problems)
    }

    /// Makes a receipt of a payload of an unknown type.
    private func receive(unknown payload: JSONNode, _ type: StatedType, from platform: Platform?) throws -> Receipt {
        guard let platform else { throw type.node.located(unknownType) }
        let reference = EventReference(platform: platform.name, type: type.text, id: payload.eventID)
        if eventType != nil { return .passedOver(reference) }
        let action = Action.unmapped(payload, of: reference)
        return .unmapped(action.identified(of: reference, in: payload, source: source(of: platform)), problems: [])
    }

    /// Makes a receipt of a payload that is still text, and whose sender is trusted.
    public func receive(
        trusted body: [UInt8], from platform: Platform? = nil, of facts: DeliveryFacts = .none
    ) -> Receipt {
        read(body, from: platform) { receive($0, from: platform, of: facts) }
    }

    /// Makes a receipt of a body that is still text.
    private func read(_ body: [UInt8], from platform: Platform?, _ receive: (JSONNode) -> Receipt) -> Receipt {
        do throws(JSONError) {
            return receive(try JSONDocument(parsing: body).root)
        } catch {
            return .refused(Refusal(.malformed(error), platform: platform?.name))
        }
    }

    /// Makes a receipt of a trusted delivery, whatever its header says.
    public func receive(unverified delivery: Delivery) -> Receipt {
        let route = Route(path: delivery.path, behind: pathPrefix, among: target.platforms)
        return receive(
            trusted: delivery.body, from: route?.platform, of: route?.platform.facts(of: delivery) ?? .none)
    }

    private var unknownType: JSONError {
        JSONError(
            expected: "an event type of a known platform", advice: "name the platform to keep it as unmapped")
    }
}

extension JSONNode {
    /// The event's own id, as text, where its body has one.
    fileprivate var eventID: String? {
        guard let id = self["id"] else { return nil }
        return id.string.flatMap { $0.isEmpty ? nil : $0 } ?? id.number?.integer.map(String.init)
    }
}

extension Action {
    /// The action of an event that no handler knows: its key is the event's id, where it has one.
    fileprivate static func unmapped(_ payload: JSONNode, of event: EventReference) -> Action {
        .unmapped(payload.value, of: event.platform, key: event.id.map { [.text($0)] })
    }
}

extension JSONError {
    /// The byte at which the fault is.
    fileprivate var offset: Int { location?.offset ?? 0 }
}
