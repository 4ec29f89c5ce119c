public import LearnHooks

/// Makes receipts of deliveries: authenticate, decode, handle, identify.
public struct Receiver: Sendable {
    /// What the receiver serves.
    public let target: Target
    private let sources: [String: String]
    let verifiers: [String: Verifier]
    let pathPrefix: String
    private let recipients: [Recipient]
    /// The event types that somebody knows, and which of the recipients do: mostly one.
    private let eventTypes: [String]
    private let recipientsOfType: [Range<Int>]
    /// The name of the one platform that it serves; nil where there are several.
    private let platform: String?
    /// The one event type that it handles; nil where it handles all of them.
    private let eventType: String?

    /// Someone who knows what an event type means.
    private struct Recipient: Sendable {
        let platform: String
        let source: String
        let contents: String?
        let eventType: String
        let handler: any EventHandler
    }

    /// The most bytes of actions that one event may make, unless another number is asked for.
    public static let usualActionBytes = 16 << 20
    private let mostActionBytes: Int

    /// Creates a receiver.
    ///
    /// - Parameters:
    ///   - target: What it serves.
    ///   - sources: The origin that the actions of a platform name as their source, by the platform's name; the
    ///     platform's own where there is none.
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
        platform = target.platform?.name
        eventType = target.eventType
        let recipients = target.platforms.flatMap { platform in
            platform.handlers.map { handler in
                Recipient(
                    platform: platform.name, source: sources[platform.name] ?? platform.source,
                    contents: platform.contents, eventType: handler.eventType, handler: handler)
            }
        }
        // In an order of their own, so that a type is found as fast in every run.
        let byType = Dictionary(grouping: recipients, by: \.eventType).sorted { $0.key < $1.key }
        eventTypes = byType.map(\.key)
        self.recipients = byType.flatMap(\.value)
        var end = 0
        recipientsOfType = byType.map { _, recipients in
            defer { end += recipients.count }
            return end..<end + recipients.count
        }
    }

    /// Makes a receipt of a delivery whose sender must prove to be the platform, before a byte of its body is decoded.
    ///
    /// - Parameters:
    ///   - delivery: The delivery as it came.
    ///   - now: The time of its arrival.
    /// - Returns: What became of it, and how its sender was examined.
    public func receive(_ delivery: Delivery, at now: Timestamp) -> Reception {
        switch examine(delivery, .whole, at: now) {
        case .refused(let reception): reception
        case .passed(let platform, let verdict):
            Reception(receive(trusted: delivery.body, from: platform), platform, verdict)
        }
    }

    /// Makes a receipt of a payload whose sender is trusted.
    ///
    /// - Parameters:
    ///   - payload: The event, as the platform sends it.
    ///   - platform: The platform that sent it; where nil, the one that the target names, or else the only one that has
    ///     the event's type.
    /// - Returns: What became of it.
    public func receive(_ payload: JSONNode, from platform: Platform? = nil) -> Receipt {
        var event: EventReference?
        do {
            let type = try eventType(of: payload)
            guard let recipient = recipient(of: type, from: platform?.name ?? self.platform) else {
                return try receive(unknown: payload, type, from: platform ?? target.platform)
            }
            let reference = EventReference(
                platform: recipients[recipient].platform, type: recipients[recipient].eventType, id: payload.eventID)
            event = reference
            if let eventType, eventType != reference.type { return .passedOver(reference) }
            let problems: [JSONError]
            var actions: [Action]
            (actions, problems) = try self.actions(of: payload, for: recipients[recipient])
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

    /// Returns what a payload means to who knows its type, and what of it could not be read.
    private func actions(
        of payload: JSONNode, for recipient: Recipient
    ) throws -> (actions: [Action], problems: [JSONError]) {
        let result = Result { try recipient.handler.actions(reading: payload) }
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

    /// Makes a receipt of a payload whose type nobody knows.
    private func receive(unknown payload: JSONNode, _ type: JSONNode, from platform: Platform?) throws -> Receipt {
        guard let platform else { throw type.located(unknownType) }
        let reference = EventReference(platform: platform.name, type: type.string ?? "", id: payload.eventID)
        if eventType != nil { return .passedOver(reference) }
        let action = Action.unmapped(payload, of: reference)
        let source = sources[platform.name] ?? platform.source
        return .unmapped(action.identified(of: reference, in: payload, source: source), problems: [])
    }

    /// Makes a receipt of a payload that is still text, and whose sender is trusted.
    public func receive(trusted body: [UInt8], from platform: Platform? = nil) -> Receipt {
        do throws(JSONError) {
            return receive(try JSONDocument(parsing: body).root, from: platform)
        } catch {
            return .refused(Refusal(.malformed(error), platform: platform?.name))
        }
    }

    /// Makes a receipt of a delivery that whoever runs the program vouches for, whatever its header says.
    public func receive(unverified delivery: Delivery) -> Receipt {
        let route = Route(path: delivery.path, behind: pathPrefix, among: target.platforms)
        return receive(trusted: delivery.body, from: route?.platform)
    }

    /// The index of who knows an event type; nil where nobody does, or where no platform is named and several do.
    private func recipient(of type: JSONNode, from platform: String?) -> Int? {
        guard let index = type.index(among: eventTypes) else { return nil }
        let knowing = recipientsOfType[index]
        guard let platform else { return knowing.count == 1 ? knowing.lowerBound : nil }
        return knowing.first { recipients[$0].platform == platform }
    }

    /// What all four platforms have in common: an object whose `type` tells events apart.
    private func eventType(of payload: JSONNode) throws -> JSONNode {
        let type: JSONNode? = payload["type"]
        if let type, type.kind == .string, !type.isString("") { return type }
        // Says what is wrong with an event that has no type.
        _ = try payload["type"] as String
        throw (type ?? payload).located(JSONError(expected: "an event type"))
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
