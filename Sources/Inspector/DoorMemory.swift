package import LearnHooks
package import Receiving
import Synchronization

/// Recent deliveries, in memory: those that prove nothing, which no journal has, and the number of all in each minute.
///
/// All of it is bounded, whatever is sent.
package final class DoorMemory: Sendable {
    /// A delivery that is shown and not stored.
    package struct Stranger: Sendable {
        /// Its number: milliseconds since 1970 when it came, or one more than the number before it.
        package fileprivate(set) var number: Int64 = 0
        /// The delivery as it came; its body is left out where it is large.
        package var delivery: Delivery
        /// When it came, in milliseconds since 1970.
        package var arrival: Int64
        /// The platform and the event's type, if known.
        package var platform: String?
        /// The event's wire type, if known.
        package var type: String?
        /// The outcome, in words.
        package var outcome: String
        /// Why.
        package var reason: String
        /// The status that it was answered with.
        package var status: Int
        /// How long the answer took, in milliseconds.
        package var milliseconds: Int
        /// How its sender was examined, or nil if a broker brought it.
        package var reception: Reception?

        /// Records a delivery.
        package init(
            _ delivery: Delivery, at arrival: Int64, platform: String?, type: String?, outcome: String, reason: String,
            status: Int, milliseconds: Int, reception: Reception?
        ) {
            (self.delivery, self.arrival, self.platform, self.type) = (delivery, arrival, platform, type)
            (self.outcome, self.reason, self.status, self.milliseconds) = (outcome, reason, status, milliseconds)
            self.reception = reception
        }

        /// About how many bytes it takes.
        fileprivate var size: Int {
            delivery.headers.reduce(delivery.body.count + delivery.path.utf8.count + 512) {
                $0 + $1.name.utf8.count + $1.value.utf8.count
            }
        }
    }

    /// The outcomes that the page's strip tells apart.
    package enum Outcome: String, Sendable, CaseIterable {
        /// New, and handled.
        case handled
        /// The same one as before.
        case `repeat`
        /// Proven, but could not be read or sent on.
        case refused
        /// Its sender proved nothing.
        case forged
    }

    private struct Held {
        var strangers: [Stranger] = []
        var bytes = 0
        var minutes: [(minute: Int64, counts: [Outcome: Int])] = []
        var times: [String: Int] = [:]
        var order: [String] = []
    }

    private let held = Mutex(Held())

    /// The most deliveries, bytes of them together, bytes of one body, minutes, and times of answers.
    private static let most = (strangers: 200, bytes: 2 << 20, body: 256 << 10, minutes: 180, times: 20_000)

    /// Creates a memory of nothing.
    package init() {}

    /// Counts a delivery.
    package func count(_ outcome: Outcome, at time: Int64) {
        let minute = time / 60_000
        held.withLock { held in
            // If the clock was set back, the delivery counts in the last minute.
            if held.minutes.last.map({ $0.minute < minute }) ?? true { held.minutes.append((minute, [:])) }
            if held.minutes.count > Self.most.minutes { held.minutes.removeFirst() }
            held.minutes[held.minutes.count - 1].counts[outcome, default: 0] += 1
        }
    }

    /// Notes how long the answer to the delivery took that brought an action.
    package func note(milliseconds: Int, ofAction id: String) {
        held.withLock { held in
            guard held.times.updateValue(milliseconds, forKey: id) == nil else { return }
            held.order.append(id)
            guard held.order.count > Self.most.times else { return }
            for id in held.order.prefix(Self.most.times / 2) { held.times[id] = nil }
            held.order.removeFirst(Self.most.times / 2)
        }
    }

    /// Keeps a delivery for a while.
    package func remember(_ stranger: Stranger) {
        var stranger = stranger
        if stranger.delivery.body.count > Self.most.body { stranger.delivery.body = [] }
        held.withLock { held in
            stranger.number = max(stranger.arrival, (held.strangers.last?.number ?? 0) + 1)
            held.strangers.append(stranger)
            held.bytes += stranger.size
            while held.strangers.count > Self.most.strangers || held.bytes > Self.most.bytes,
                let first = held.strangers.first
            {
                held.bytes -= first.size
                held.strangers.removeFirst()
            }
        }
    }

    /// Those after a number, in the order in which they came.
    package func strangers(behind number: Int64 = 0) -> [Stranger] {
        held.withLock { $0.strangers.filter { $0.number > number } }
    }

    /// One of them.
    package func stranger(_ number: Int64) -> Stranger? { held.withLock { $0.strangers.first { $0.number == number } } }

    /// How long the answer took to the delivery that brought an action, in milliseconds, or nil if that is not known.
    func milliseconds(ofAction id: String?) -> Int? { held.withLock { held in id.flatMap { held.times[$0] } } }

    /// The last minutes in which something came, each as minutes since 1970.
    var minutes: [(minute: Int64, counts: [Outcome: Int])] { held.withLock { $0.minutes } }
}
