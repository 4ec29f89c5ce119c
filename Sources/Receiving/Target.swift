public import LearnHooks

/// What a function serves: every platform, one platform, or one event type of it.
public struct Target: Sendable {
    /// The platforms that it serves.
    public let platforms: [Platform]
    /// The one event type that it handles, or nil if it handles all of its platforms'.
    public let eventType: String?

    /// What it is called: `instruqt/track.completed`, or nil for every platform.
    public let name: String?

    /// The one platform that it serves, or nil if there are several.
    public var platform: Platform? { platforms.count == 1 ? platforms.first : nil }

    /// Creates the target of a name: nil for every platform, `instruqt` for one, `instruqt/track.completed` for one
    /// function.
    ///
    /// - Throws: `UnknownTarget` if the catalog has nothing of the name.
    public init(_ name: String?, in catalog: [Platform]) throws(UnknownTarget) {
        self.name = name
        guard let name else {
            (platforms, eventType) = (catalog, nil)
            return
        }
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let eventType = parts.count > 1 ? parts[1] : nil
        guard let platform = catalog.first(where: { $0.name == parts[0] }),
            eventType == nil || platform.handlers.contains(where: { $0.eventType == eventType })
        else {
            throw UnknownTarget(name: name, nearest: nearestName(to: name, among: catalog.flatMap(\.targetNames)))
        }
        (platforms, self.eventType) = ([platform], eventType)
    }
}

extension Platform {
    /// The names of the functions of this platform, in the order of its handlers: `instruqt/track.completed`.
    public var functionNames: [String] { handlers.map { "\(name)/\($0.eventType)" } }

    var targetNames: [String] { [name] + functionNames }
}
