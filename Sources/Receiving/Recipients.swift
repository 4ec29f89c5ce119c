import LearnHooks

/// The handlers of the served platforms, by event type.
struct Recipients: Sendable {
    private let all: [Recipient]
    /// Where events state their types: first where most do.
    private let places: [Place]
    private let placeOfPlatform: [String: Int]

    /// A handler, and its platform.
    struct Recipient: Sendable {
        let platform: String
        let source: String
        let contents: String?
        let eventType: String
        let handler: any EventHandler
    }

    /// The event types that are stated in one place, and which of the recipients know them: mostly one.
    private struct Place: Sendable {
        let place: EventTypePlace
        let eventTypes: [String]
        let recipientsOfType: [Range<Int>]
    }

    init(_ platforms: [Platform], sources: [String: String]) {
        let usual = platforms.filter { $0.type == .type }
        var order: [EventTypePlace] = usual.isEmpty ? [] : [.type]
        for platform in platforms where !order.contains(platform.type) { order.append(platform.type) }
        var (all, places) = ([Recipient](), [Place]())
        for place in order {
            let recipients = platforms.filter { $0.type == place }.flatMap { platform in
                platform.handlers.map { handler in
                    Recipient(
                        platform: platform.name, source: sources[platform.name] ?? platform.source,
                        contents: platform.contents, eventType: handler.eventType, handler: handler)
                }
            }
            // In an order of their own, so that a type is found as fast in every run.
            let byType = Dictionary(grouping: recipients, by: \.eventType).sorted { $0.key < $1.key }
            var end = all.count
            all += byType.flatMap(\.value)
            places.append(
                Place(
                    place: place, eventTypes: byType.map(\.key),
                    recipientsOfType: byType.map { _, recipients in
                        defer { end += recipients.count }
                        return end..<end + recipients.count
                    }))
        }
        self.all = all
        self.places = places
        placeOfPlatform = Dictionary(
            uniqueKeysWithValues: platforms.map { ($0.name, order.firstIndex(of: $0.type) ?? 0) })
    }

    subscript(index: Int) -> Recipient { _read { yield all[index] } }

    /// What was found of an event.
    enum Finding {
        /// The index of its handler.
        case known(Int)
        /// An unknown type, or one that several platforms have if none is named.
        case unknown(StatedType)
    }

    /// Finds the handler of an event.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - platform: The platform that sent it, or nil if the type alone tells.
    ///   - facts: What its delivery says beside it.
    /// - Returns: The handler, or else the type.
    /// - Throws: `JSONError` if it states no type in a place where one is expected.
    func find(_ event: JSONNode, from platform: String?, _ facts: DeliveryFacts) throws(JSONError) -> Finding {
        guard let platform else { return try find(event, facts) }
        let place = places[placeOfPlatform[platform] ?? 0]
        guard let type = place.place.type(of: event, facts) else { throw place.place.missing(in: event) }
        guard let index = type.index(among: place.eventTypes) else { return .unknown(type) }
        let knowing = place.recipientsOfType[index].first { all[$0].platform == platform }
        return knowing.map { .known($0) } ?? .unknown(type)
    }

    /// Finds the handler of an event, wherever its type is stated: the first place with a known type counts.
    private func find(_ event: JSONNode, _ facts: DeliveryFacts) throws(JSONError) -> Finding {
        var unknown: StatedType?
        for place in places {
            guard let type = place.place.type(of: event, facts) else { continue }
            if let index = type.index(among: place.eventTypes) {
                let knowing = place.recipientsOfType[index]
                return knowing.count == 1 ? .known(knowing.lowerBound) : .unknown(type)
            }
            unknown = unknown ?? type
        }
        guard let unknown else { throw (places.first?.place ?? .type).missing(in: event) }
        return .unknown(unknown)
    }
}
