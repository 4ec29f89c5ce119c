public import LearnHooks

/// Makes receipts of deliveries: decode, handle, identify.
public struct Receiver: Sendable {
    /// What the receiver serves.
    public let target: Target
    private let sources: [String: String]
    private let handlers: [String: [Recipient]]

    /// Someone who knows what an event type means.
    private struct Recipient: Sendable {
        let platform: Platform
        let handler: any EventHandler
    }

    /// Creates a receiver.
    ///
    /// - Parameters:
    ///   - target: What it serves.
    ///   - sources: The origin that the actions of a platform name as their source, by the platform's name; the
    ///     platform's own where there is none.
    public init(target: Target, sources: [String: String] = [:]) {
        self.target = target
        self.sources = sources
        var handlers: [String: [Recipient]] = [:]
        for platform in target.platforms {
            for handler in platform.handlers {
                handlers[handler.eventType, default: []].append(Recipient(platform: platform, handler: handler))
            }
        }
        self.handlers = handlers
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
            let type = try payload.decode(Envelope.self).type.name
            let known = handlers[type] ?? []
            guard let platform = platform ?? target.platform ?? (known.count == 1 ? known[0].platform : nil) else {
                throw payload["type"]?.located(unknownType) ?? unknownType
            }
            let reference = EventReference(platform: platform.name, type: type, id: payload.eventID)
            event = reference
            if let eventType = target.eventType, eventType != type { return .passedOver(reference) }
            guard let recipient = known.first(where: { $0.platform.name == platform.name }) else {
                return .unmapped(identify(.unmapped(payload, of: reference), in: payload, of: reference, platform))
            }
            let actions = try recipient.handler.actions(decoding: payload)
            return .handled(
                actions.map { identify($0, in: payload, of: reference, platform) },
                problems: actions.compactMap(\.problem))
        } catch let error as JSONError {
            return .refused(Refusal(.malformed(error), event: event))
        } catch {
            return .refused(Refusal(.fault("the handler failed: \(Swift.type(of: error))"), event: event))
        }
    }

    /// Makes a receipt of a payload that is still text, and whose sender is trusted.
    public func receive(trusted body: [UInt8], from platform: Platform? = nil) -> Receipt {
        do throws(JSONError) {
            return receive(try JSONDocument(parsing: body).root, from: platform)
        } catch {
            return .refused(Refusal(.malformed(error)))
        }
    }

    private func identify(
        _ action: Action, in payload: JSONNode, of event: EventReference, _ platform: Platform
    ) -> IdentifiedAction {
        action.identified(of: event, in: payload, source: sources[platform.name] ?? platform.source)
    }

    /// What all four platforms have in common: an object whose `type` tells events apart.
    private struct Envelope: Decodable {
        let type: EventType

        struct EventType: Decodable {
            let name: String

            init(from decoder: any Decoder) throws {
                name = try decoder.singleValueContainer().decode(String.self)
                guard !name.isEmpty else { throw JSONError(expected: "an event type") }
            }
        }
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
