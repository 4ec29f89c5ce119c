import LearnHooks

/// Where a delivery's path leads: to a platform, and to what stands behind its name.
struct Route {
    let platform: Platform
    /// The segment behind the platform's name, where its trust is a secret segment.
    let segment: String?

    /// Reads a path: `/instruqt`, or `/konstantly/<secret>`; nil where it leads nowhere.
    ///
    /// Where one platform is served, its name may be left out: `/`, `/<secret>`.
    init?(path: String, among platforms: [Platform]) {
        let segments = path.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).dropFirst()
        guard path.hasPrefix("/"), let first = segments.first else { return nil }
        if let platform = platforms.first(where: { $0.name == first }) {
            self.init(platform, rest: segments.dropFirst())
        } else if platforms.count == 1, let platform = platforms.first {
            self.init(platform, rest: segments == [""] ? [] : segments)
        } else {
            return nil
        }
    }

    private init?(_ platform: Platform, rest: ArraySlice<Substring>) {
        guard rest.isEmpty || (platform.trust == .urlSegment && rest.count == 1) else { return nil }
        self.platform = platform
        segment = rest.first.map(String.init)
    }
}
