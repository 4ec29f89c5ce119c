import Journal
import LearnHooks
package import NIOCore
import Synchronization

/// How far a page has come: in the journal by the number of a delivery, in memory by a stranger's.
///
/// Written as `12.34`, which is the id of a server-sent event: a browser that connects again says it by itself.
struct StreamPlace: Sendable, Equatable {
    /// The number of the last delivery of the journal.
    var delivery: Int64 = 0
    /// The number of the last delivery that memory alone has.
    var stranger: Int64 = 0

    /// Reads a place; any other text is the beginning.
    init(_ text: String) {
        let parts = text.split(separator: ".")
        guard parts.count == 2, let delivery = Int64(parts[0]), let stranger = Int64(parts[1]) else { return }
        (self.delivery, self.stranger) = (delivery, stranger)
    }

    /// Creates a place.
    init(delivery: Int64, stranger: Int64) {
        (self.delivery, self.stranger) = (delivery, stranger)
    }

    var text: String { "\(delivery).\(stranger)" }
}

/// Server-sent events for one page: the next ones are made when those before have been sent.
///
/// So nothing waits for a page that is slow. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
package final class InspectorStream: Sendable {
    private let api: JournalAPI
    private let filter: JournalFilter
    private let state: Mutex<State>

    private struct State {
        var place: StreamPlace
        /// The last summary that was sent.
        var summary: [UInt8] = []
        /// How many deliveries the journal had when it was looked at last.
        var deliveries: Int64 = -1
        var silence = 0
    }

    /// The most deliveries that a page is told of one by one: it reads the whole again where there are more.
    private static let most = 1_000
    /// After how many looks without news a comment shows that the connection is alive.
    private static let patience = 40

    init(of api: JournalAPI, from place: StreamPlace, _ filter: JournalFilter) {
        (self.api, self.filter) = (api, filter)
        state = Mutex(State(place: place))
    }

    /// What is new, as events, or nothing if there is no news.
    package func next(on eventLoop: any EventLoop) -> EventLoopFuture<[UInt8]> {
        let (api, filter, time) = (api, filter, api.now)
        let (place, known) = state.withLock { ($0.place, $0.deliveries) }
        return api.journal.perform(on: eventLoop) { engine -> (JournalSummary, [ListedDelivery], Int64, Bool) in
            let summary = try engine.summary(at: time)
            guard summary.deliveries != known else { return (summary, [], place.delivery, true) }
            let last = try engine.deliveries(JournalFilter(), before: nil, atMost: 1).rows.first?.number ?? 0
            let page = try engine.deliveries(filter, before: last + 1, atMost: Self.most)
            let new = page.rows.prefix { $0.number > place.delivery }
            let isWhole = new.count < page.rows.count || page.next == nil
            return (summary, try isWhole ? engine.listed(new.map(\.number)) : [], last, isWhole)
        }.map { [self] summary, rows, last, isWhole in
            events(summary, rows, upTo: last, isWhole)
        }
    }

    private func events(
        _ summary: JournalSummary, _ rows: [ListedDelivery], upTo last: Int64, _ isWhole: Bool
    ) -> [UInt8] {
        let strangers = api.memory.strangers(behind: state.withLock { $0.place.stranger })
        let taken = strangers.filter { filter.takes($0) }
        return state.withLock { state in
            state.place = StreamPlace(
                delivery: max(last, state.place.delivery), stranger: strangers.last?.number ?? state.place.stranger)
            state.deliveries = summary.deliveries
            var events: [UInt8] = []
            if !isWhole {
                events += Self.event("reset", state.place) { $0.object { _ in } }
            } else if !rows.isEmpty || !taken.isEmpty {
                events += Self.event("deliveries", state.place) { $0.deliveries(rows, taken, self.api.memory) }
            }
            var writer = JSONWriter()
            writer.summary(summary)
            if writer.bytes != state.summary {
                events += Self.event("summary", state.place) { $0.text(writer.bytes) }
                state.summary = writer.bytes
            }
            state.silence = events.isEmpty ? state.silence + 1 : 0
            if state.silence >= Self.patience {
                state.silence = 0
                events = Array(":\n\n".utf8)
            }
            return events
        }
    }

    private static func event(
        _ name: String, _ place: StreamPlace, _ write: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var writer = JSONWriter()
        write(&writer)
        return Array("event: \(name)\nid: \(place.text)\ndata: ".utf8) + writer.bytes + Array("\n\n".utf8)
    }
}
