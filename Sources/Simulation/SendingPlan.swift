import LearnHooks

/// Decides when which message is sent: at a rate, and again where it was not acknowledged.
///
/// It is told the time, and the outcome of each attempt.
package struct SendingPlan: Sendable {
    /// One attempt to deliver a message.
    package struct Attempt: Sendable {
        /// The message.
        package let message: SimulatedMessage
        /// How many times it was sent, this one included.
        package let number: Int
    }

    /// The next step.
    package enum Step: Sendable {
        /// An attempt is made.
        case send(Attempt)
        /// Nothing until a time, in seconds, or an answer.
        case wait(until: Double)
        /// Nothing until an answer.
        case waitForAnswer
        /// All is done.
        case end
    }

    /// The outcome of what was sent.
    package private(set) var tally = SendingTally()

    private var messages: SimulatedMessages
    private let interval: Double
    private let end: Double
    private let schedule: RetrySchedule?
    private var generator: SeededGenerator
    private var sent = 0
    private var inFlight = 0
    /// Whether no message is begun any more.
    private var isOver = false
    /// Whether none is sent again, either.
    private var isStopped = false
    /// Attempts that wait to be made, by their time.
    private var retries: [(time: Double, attempt: Attempt, last: SimulatedAnswer)] = []

    /// The most attempts that are under way at once.
    package static let mostInFlight = 64
    /// The most attempts that wait to be made: so many messages that are not acknowledged hold the next ones up.
    package static let mostWaiting = 10_000

    /// Creates the plan.
    ///
    /// - Parameters:
    ///   - messages: What is sent.
    ///   - rate: How many messages a second are begun.
    ///   - duration: For how many seconds, or nil if only the messages end it.
    ///   - schedule: When a message is sent again, or nil if each is sent once.
    ///   - seed: What jitter is made of.
    package init(
        of messages: SimulatedMessages, rate: Double, for duration: Double?, retrying schedule: RetrySchedule?,
        seed: UInt64
    ) {
        self.messages = messages
        interval = 1 / rate
        end = duration ?? .infinity
        self.schedule = schedule
        generator = SeededGenerator(seed: seed)
    }

    /// Returns what is to be done at a time.
    ///
    /// - Parameter now: Seconds since the beginning.
    /// - Returns: The step.
    package mutating func step(at now: Double) -> Step {
        guard inFlight < Self.mostInFlight else { return .waitForAnswer }
        let retry = retries.indices.min { retries[$0].time < retries[$1].time }
        if let retry, retries[retry].time <= now { return send(retries.remove(at: retry).attempt) }
        let next = Double(sent) * interval
        if next >= end { isOver = true }
        let mayBegin = !isOver && retries.count < Self.mostWaiting
        if mayBegin, next <= now {
            if now < end, let message = messages.next() {
                sent += 1
                return send(Attempt(message: message, number: 1))
            }
            isOver = true
        }
        let times = [retry.map { retries[$0].time }, mayBegin && !isOver ? next : nil].compactMap(\.self)
        return times.min().map { .wait(until: $0) } ?? (inFlight > 0 ? .waitForAnswer : .end)
    }

    private mutating func send(_ attempt: Attempt) -> Step {
        inFlight += 1
        tally.countAttempt(isFirst: attempt.number == 1)
        return .send(attempt)
    }

    /// Takes the outcome of an attempt.
    ///
    /// - Parameters:
    ///   - answer: The outcome.
    ///   - attempt: The attempt.
    ///   - now: Seconds since the beginning.
    /// - Returns: The actions that are due now that the message is acknowledged.
    package mutating func take(_ answer: SimulatedAnswer, to attempt: Attempt, at now: Double) -> [DueAction] {
        inFlight -= 1
        let form = attempt.message.form
        // A forged delivery is not sent again.
        if !answer.isAcknowledgement, form != .forged, !isStopped,
            let delay = schedule?.delay(
                after: attempt.number, answer, jitter: .random(in: -1...1, using: &generator))
        {
            let again = Attempt(message: attempt.message, number: attempt.number + 1)
            retries.append((now + delay, again, answer))
            return []
        }
        tally.countEnd(form, answer)
        return answer.isAcknowledgement ? attempt.message.due : []
    }

    /// Begins nothing more, and sends nothing again; what is under way comes to its end.
    package mutating func stop() {
        (isOver, isStopped) = (true, true)
        for (_, attempt, answer) in retries { tally.countEnd(attempt.message.form, answer) }
        retries = []
    }
}
