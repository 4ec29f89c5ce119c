import ActionFormats
package import Dispatching
package import Journal
public import LearnHooks
import Receiving

/// The outcome of one delivery, for those who keep count.
public struct DeliveryReport: Sendable {
    /// The outcome of a delivery.
    public enum Outcome: String, Sendable, CaseIterable {
        /// Its actions were made, and went where they go.
        case handled
        /// It is of a type that is not known, and was kept as it is.
        case unmapped
        /// It is of another type than this function's.
        case passedOver = "passed over"
        /// It brought no event, and was answered what its platform asks for.
        case handshake
        /// It was a handshake that is not answered.
        case unanswered
        /// Its sender did not prove to be the platform.
        case notAuthentic = "not authentic"
        /// It is not JSON, or has another shape than the platform documents.
        case malformed
        /// Its path leads to no platform that is served.
        case noSuchPlatform = "no such platform"
        /// It was not made with the method that its platform calls with.
        case wrongMethod = "wrong method"
        /// This program failed.
        case fault
        /// A destination could not take its actions just now.
        case undelivered
        /// A destination refused its actions for good.
        case refusedBySink = "refused by the sink"
    }

    /// The delivery as it came.
    public let delivery: Delivery
    /// When it came.
    public let arrival: Timestamp
    /// The platform that it was for, if known.
    public let platform: String?
    /// The type of its event, if known, and if it is a word: else a sender could write into logs
    /// whatever they like.
    public let type: String?
    /// The place of the event among those that a request brought, from 0.
    public internal(set) var index = 0
    /// The outcome.
    public internal(set) var outcome: Outcome
    /// What was wrong with it, or with some of its rows: paths and types, no values.
    public internal(set) var problems: [String]
    /// The actions that were made of it.
    public let actions: [IdentifiedAction]
    /// The place of the secret that matched, from 0, or nil if none was asked for.
    public let secretIndex: Int?
    /// The status that it was answered with.
    public internal(set) var status = 0
    /// The time from its last byte to the answer.
    public internal(set) var duration = Duration.zero
    /// How many of its actions the format has nothing for.
    public internal(set) var omitted = 0
    /// How many of its statements name the account, though an address was asked for.
    public internal(set) var byAccount = 0
    /// Whether it is kept among the dead letters.
    public internal(set) var isKept = false
    /// What the journal made of it, where there is one.
    package internal(set) var appended: Appended?
    /// The outcome of its actions at each destination.
    package internal(set) var destinations: [DestinationOutcome] = []
    /// How its sender was examined, or nil if a broker brought it.
    var reception: Reception?
    /// Where the request stands in a trace.
    let trace: TraceContext?

    /// Records the outcome of a delivery.
    ///
    /// - Parameters:
    ///   - receipt: The outcome.
    ///   - delivery: The delivery as it came.
    ///   - arrival: When it came.
    ///   - platform: The platform that its path leads to.
    ///   - secretIndex: The place of the secret that matched.
    init(
        _ receipt: Receipt, of delivery: Delivery, at arrival: Timestamp, from platform: Platform? = nil,
        secretIndex: Int? = nil
    ) {
        self.delivery = delivery
        self.arrival = arrival
        self.secretIndex = secretIndex
        trace = TraceContext(of: delivery)
        actions = receipt.actions
        var event: EventReference?
        var problems = receipt.problems.map(\.description)
        switch receipt {
        case .handled(let actions, _):
            event = actions.first?.event
            outcome = .handled
        case .unmapped(let action, _):
            event = action.event
            outcome = .unmapped
        case .passedOver(let reference):
            event = reference
            outcome = .passedOver
        case .answered(_, let reference):
            event = reference
            outcome = .handshake
        case .refused(let refusal):
            event = refusal.event
            problems = [Refusal(refusal.reason).description]
            outcome =
                switch refusal.reason {
                case .notAuthentic: .notAuthentic
                case .noSuchPlatform: .noSuchPlatform
                case .wrongMethod: .wrongMethod
                case .malformed: .malformed
                case .handshake: .unanswered
                case .fault: .fault
                }
        }
        self.problems = problems
        self.platform = event?.platform ?? platform?.name
        type = event.map { $0.type.isWord ? $0.type : "(other)" }
    }

    /// Records the outcome of a delivery whose sender was examined.
    init(_ reception: Reception, of delivery: Delivery, at arrival: Timestamp) {
        self.init(
            reception.receipt, of: delivery, at: arrival, from: reception.platform,
            secretIndex: reception.verdict?.secretIndex)
        self.reception = reception
    }

    /// Records a request that came to no event.
    init(_ outcome: Outcome, _ problem: String, of delivery: Delivery, at arrival: Timestamp) {
        self.outcome = outcome
        self.delivery = delivery
        self.arrival = arrival
        problems = [problem]
        trace = TraceContext(of: delivery)
        (platform, type, actions, secretIndex) = (nil, nil, [], nil)
    }

    /// Records what the format has nothing for, or has in another way than was asked for.
    mutating func omit(by outlet: Outlet) {
        omitted = outlet.omitted(of: actions)
        byAccount = actions.count { outlet.format.fallsBackToAccount(in: $0) }
    }

    /// Records the end.
    mutating func end(_ answer: Answer, since start: ContinuousClock.Instant) {
        status = answer.status
        duration = start.duration(to: .now)
    }

    /// Records the outcome of the actions on their way.
    mutating func send(_ delivered: Delivered, isKept: Bool) {
        destinations = delivered.destinations
        appended = delivered.appended.first
        problems += delivered.problems
        if delivered.isAtFault {
            outcome = .fault
        } else if delivered.hasFailed {
            outcome = .undelivered
        } else if delivered.hasRefusal || appended != nil {
            if delivered.hasRefusal { outcome = .refusedBySink }
            self.isKept = isKept
        }
    }
}

extension TraceContext {
    /// Reads what a request says; nil if it says nothing, or several things.
    init?(of delivery: Delivery) {
        let parents = delivery.headers(named: Self.header)
        guard parents.count == 1, let parent = parents.first else { return nil }
        self.init(parent: parent)
    }
}

extension String {
    /// Whether the text is short, and of letters, digits and what joins them in the names of events.
    fileprivate var isWord: Bool {
        (1...64).contains(utf8.count) && utf8.allSatisfy { $0.isNameByte || "./:".utf8.contains($0) }
    }
}
