import LearnHooks

/// Where a delivery's path leads: to a platform, and to what stands behind its name.
struct Route {
    let platform: Platform
    /// The segment behind the platform's name, where its trust is a secret segment.
    let segment: String?

    /// Reads a path: `/instruqt`, or `/konstantly/<secret>`; nil if it leads nowhere.
    ///
    /// Where one platform is served, its name may be left out: `/`, `/<secret>`. Slashes that are doubled, or stand at the
    /// end, count as one, or as none.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - prefix: What stands before it, as in "/hooks"; nothing, where nothing does.
    ///   - platforms: The platforms that it may lead to.
    init?(path: String, behind prefix: String = "", among platforms: [Platform]) {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var segments = path.segments[...]
        let before = prefix.segments
        guard segments.starts(with: before) else { return nil }
        segments = segments.dropFirst(before.count)
        if let platform = segments.first.flatMap({ first in platforms.first { $0.name == first } }) {
            self.init(platform, rest: segments.dropFirst())
        } else if platforms.count == 1, let platform = platforms.first {
            self.init(platform, rest: segments)
        } else {
            return nil
        }
    }

    private init?(_ platform: Platform, rest: ArraySlice<Substring>) {
        guard rest.isEmpty || (rest.count == 1 && platform.trust.isInPath) else { return nil }
        self.platform = platform
        segment = rest.first.map(String.init)
    }
}

extension String {
    /// What stands between the slashes of a path.
    fileprivate var segments: [Substring] {
        // By bytes: a slash is one whatever stands around it.
        utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    }
}
