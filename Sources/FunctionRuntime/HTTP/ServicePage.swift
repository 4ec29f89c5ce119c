import LearnHooks

/// The pages for those who run the function: health and metrics.
enum ServicePage: String {
    case liveness = "/health/liveness"
    case readiness = "/health/readiness"
    case metrics = "/metrics"

    /// Where the pages are, seen from an address.
    enum Place {
        /// Beside deliveries.
        case beside
        /// At another address.
        case elsewhere
        /// Here, and nothing else.
        case alone
    }

    /// Recognises the page that a request asks for; nil where it brings a delivery.
    init?(_ head: RequestHead) {
        guard head.method == "GET" || head.method == "HEAD" else { return nil }
        // Slashes that are doubled or stand at the end count no more than in the path of a platform.
        let segments = head.path.split(separator: "/")
        self.init(rawValue: segments.map { "/\($0)" }.joined())
    }

    func answer(_ state: ServerState) -> Answer {
        let plain = [Delivery.HeaderField("Content-Type", "text/plain; charset=utf-8")]
        switch self {
        case .liveness: return Answer(status: 200, headers: plain, body: Array("alive\n".utf8))
        case .readiness:
            guard !state.isDraining else { return .unavailable("shutting down") }
            if let obstacle = state.responder.obstacle { return .unavailable(obstacle) }
            return Answer(status: 200, headers: plain, body: Array("ready\n".utf8))
        case .metrics:
            let type = Delivery.HeaderField("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            return Answer(status: 200, headers: [type], body: Array(state.metricsPage.utf8))
        }
    }
}
