public import ActionFormats
public import LearnHooks
public import Receiving

/// Carries streams of events to a receiver, and its results to standard output and standard error.
///
/// It holds some chunks of a stream at a time, and writes whenever it would otherwise wait: output appears as input arrives.
public struct EventPipeline: ~Copyable, Sendable {
    /// What the pipeline does besides handing events on.
    public struct Options: Sendable {
        /// How actions are written.
        public var format: ActionFormat
        /// The most actions of one array, or nil for lines.
        public var batchSize: Int?
        /// The most bytes that one event may have.
        public var largestEvent: Int
        /// Whether the first refused event is the last.
        public var stopsAtFailure: Bool
        /// How many threads handle events; each of them holds a chunk of the stream and what comes of it.
        public var jobs: Int

        /// The clock by which deliveries are verified, or nil if the input is trusted.
        public var clock: (@Sendable () -> Timestamp)?

        /// Creates options; events may have 1 MiB unless said otherwise.
        public init(
            format: ActionFormat = .cloudevents, batchSize: Int? = nil, largestEvent: Int = 1 << 20,
            stopsAtFailure: Bool = false, jobs: Int = 1,
            clock: (@Sendable () -> Timestamp)? = nil
        ) {
            self.format = format
            self.batchSize = batchSize
            self.largestEvent = largestEvent
            self.stopsAtFailure = stopsAtFailure
            self.jobs = jobs
            self.clock = clock
        }
    }

    /// Where events are handed to.
    public enum Destination: Sendable {
        /// A receiver of this program's.
        case receiver(Receiver)
        /// Another program, which is given each event as it is.
        case program(@Sendable (_ event: [UInt8]) -> ProgramAnswer)
    }

    /// The answer of another program to an event.
    public enum ProgramAnswer: Sendable {
        /// Texts, each for a line of its own.
        case lines([[UInt8]])
        /// What is wrong.
        case failure(String)
        /// It takes no events any more.
        case ended
    }

    /// What the pipeline has seen.
    public struct Counts: Sendable, Equatable {
        /// Events, the refused ones too.
        public var events = 0
        /// Events that were refused, or hold a row that could not be understood.
        public var failures = 0
        /// Failures of this program.
        public var faults = 0
        /// Events of other types than that of the one function.
        public var passedOver = 0
    }

    /// What the pipeline has seen so far.
    public private(set) var counts = Counts()
    private let destination: Destination
    private let handling: EventHandling?
    private var hasEnded = false
    private let options: Options
    private let reportProgress: @Sendable (Counts) -> String?
    private var deadLetters: DeadLetterFile?
    private var actions: ActionWriter
    private var output = OutputBuffer(.standardOutput)
    private var errors = OutputBuffer(.standardError)
    private var notices: Set<String> = []
    private var progress = ""
    /// Memory that is used again.
    private var spare: [HandledEvents] = []
    private static let chunk = 1 << 16
    /// The fewest pieces for which it pays to wake another thread.
    private static let fewestToShare = 16

    /// Creates a pipeline.
    ///
    /// - Parameters:
    ///   - destination: What the events are handed to.
    ///   - options: What the pipeline does besides.
    ///   - deadLetters: Where refused inputs are kept, if anywhere.
    ///   - reportProgress: Returns the line that tells a person how far the work is, or nil to leave it as it is.
    public init(
        to destination: Destination, options: Options, deadLetters: consuming DeadLetterFile? = nil,
        reportProgress: @escaping @Sendable (Counts) -> String? = { _ in nil }
    ) {
        self.destination = destination
        handling =
            if case .receiver(let receiver) = destination {
                EventHandling(receiver: receiver, clock: options.clock)
            } else {
                nil
            }
        self.options = options
        self.deadLetters = deadLetters
        actions = ActionWriter(options.format, batchSize: options.batchSize)
        self.reportProgress = reportProgress
    }

    /// Whether nothing more is to be read, because an event was refused, or the destination takes no more.
    public var isStopped: Bool { hasEnded || (options.stopsAtFailure && counts.failures > 0) }

    /// Whether refused inputs are kept in a file, or their reasons: as an input it would have no end.
    public func keepsDeadLetters(in file: borrowing File) -> Bool {
        deadLetters?.isSame(as: file) ?? false
    }

    /// Carries one stream to its end.
    ///
    /// - Parameter file: The stream.
    /// - Throws: `FileError` if it cannot be read, or the output cannot be written.
    public mutating func run(_ file: borrowing File) throws(FileError) {
        let name = file.name
        var splitter = JSONSplitter(limit: options.largestEvent)
        var refusal: Refusal?
        var inHand: [EventsInHand] = []
        var isLast = false
        // An input that is being refused is passed over whole, even where it is to be the last.
        while !isLast && (refusal != nil || !isStopped) {
            // What was begun is written before anything is waited for. One chunk more is in hand than there are jobs, so that
            // none of them waits while the next is split.
            if let first = inHand.first, inHand.count > options.jobs || !file.hasInput {
                inHand.removeFirst()
                try write(first, &refusal, in: name)
                continue
            }
            do throws(FileError) {
                isLast = true
                try splitter.append(upTo: Self.chunk) { room throws(FileError) in
                    try file.read(into: &room)
                    isLast = room.isEmpty
                }
            } catch {
                // The events before the failure are still handled.
                for events in inHand { try write(events, &refusal, in: name) }
                throw error
            }
            let pieces = splitter.pieces(isLast: isLast)
            var room = spare.popLast() ?? HandledEvents(texts: actions.noTexts)
            if let handling, options.jobs > 1, pieces.count >= Self.fewestToShare {
                inHand.append(EventsInHand(pieces, by: handling, into: room))
            } else {
                for events in inHand { try write(events, &refusal, in: name) }
                inHand = []
                handling?.handle(pieces, into: &room)
                try write(pieces, room, &refusal, in: name)
                room.removeAll()
                spare.append(room)
            }
        }
        for events in inHand { try write(events, &refusal, in: name) }
    }

    /// Writes what comes of some events that are in hand.
    private mutating func write(
        _ events: EventsInHand, _ refusal: inout Refusal?, in name: String
    ) throws(FileError) {
        guard var handled = events.take() else { return }
        try write(events.pieces, handled, &refusal, in: name)
        handled.removeAll()
        spare.append(handled)
    }

    /// Writes the outcome of some pieces of a stream.
    private mutating func write(
        _ pieces: [JSONSplitter.Piece], _ handled: borrowing HandledEvents, _ refusal: inout Refusal?, in name: String
    ) throws(FileError) {
        var remarkable = handled.remarkable[...]
        var passedOver = handled.passedOver[...]
        var written = ActionTexts.Place.start
        // Usually every piece is an event without anything to report, and none needs a look.
        let arePlain = handling != nil && remarkable.isEmpty && refusal == nil && !isStopped
        if arePlain {
            counts.events += pieces.count
            counts.passedOver += passedOver.count
        }
        for (index, piece) in (arePlain ? [] : pieces).enumerated() where refusal != nil || !isStopped {
            let event = remarkable.first.flatMap { $0.index == index ? $0 : nil }
            if let event {
                remarkable.removeFirst()
                try output.write(actions.write(handled.texts, from: written, to: event.end))
                written = event.end
            }
            switch piece {
            case .value(let document, let start):
                if let event {
                    try keep(document.root, as: report(event, at: start, in: name), in: name)
                } else if case .program(let program) = destination {
                    try keep(document.root, as: run(program, on: document.root, at: start, in: name), in: name)
                } else {
                    counts.events += 1
                    if passedOver.first == index {
                        passedOver.removeFirst()
                        counts.passedOver += 1
                    }
                }
            case .refused(let error):
                let refused = Refusal(.malformed(error))
                counts.events += 1
                counts.failures += 1
                try report(refused, in: name)
                refusal = refused
            case .refusedBytes(let bytes):
                try deadLetters?.append(bytes)
            case .refusedEnd:
                if let refusal { try deadLetters?.end(refusal, input: name) }
                refusal = nil
            }
        }
        if !isStopped { try output.write(actions.write(handled.texts, from: written, to: handled.texts.end)) }
        try flush()
    }

    /// Writes what is still to be written, for there is no more, and takes the progress line away.
    public mutating func finish() throws(FileError) {
        try output.write(actions.finish()[...])
        try notice(actions.omitted, "actions have no statement")
        try notice(actions.byAccount, "statements name the account, for want of an address")
        if counts.passedOver > 0 { try notice("\(counts.passedOver) events of other types were skipped") }
        try flush()
        try showProgress("")
    }

    /// Keeps an event that was refused.
    private mutating func keep(_ event: JSONNode, as refusal: Refusal?, in name: String) throws(FileError) {
        guard let refusal else { return }
        try deadLetters?.append(event.bytes)
        try deadLetters?.end(refusal, input: name)
    }

    /// Hands an event to another program.
    ///
    /// - Returns: Why it is refused, if it is.
    private mutating func run(
        _ program: (_ event: [UInt8]) -> ProgramAnswer, on value: JSONNode, at start: JSONLocation, in name: String
    ) throws(FileError) -> Refusal? {
        switch program(Array(value.bytes)) {
        case .ended:
            hasEnded = true
            return nil
        case .lines(let lines):
            counts.events += 1
            for line in lines { try output.write(line + [UInt8(ascii: "\n")][...]) }
            return nil
        case .failure(let problem):
            counts.events += 1
            counts.failures += 1
            let refusal = Refusal(.fault(problem))
            try report(refusal, at: start, in: name)
            return refusal
        }
    }

    /// Counts an event that needs a report, and reports it.
    ///
    /// - Returns: Why it is refused, if it is.
    private mutating func report(
        _ event: HandledEvents.Remarkable, at start: JSONLocation, in name: String
    ) throws(FileError) -> Refusal? {
        var refusal: Refusal?
        if let text = event.notice { try notice(text) }
        for receipt in event.receipts {
            counts.events += 1
            switch receipt {
            case .handled, .unmapped:
                for problem in receipt.problems {
                    try report(Refusal(.malformed(problem), event: receipt.actions.first?.event), in: name)
                }
                if !receipt.problems.isEmpty { counts.failures += 1 }
            case .passedOver, .answered: counts.passedOver += 1
            case .refused(let refused):
                counts.failures += 1
                if case .fault = refused.reason { counts.faults += 1 }
                try report(refused, at: start, in: name)
                refusal = refusal ?? refused
            }
        }
        return refusal
    }

    /// Tells a person something once.
    private mutating func notice(_ text: String) throws(FileError) {
        guard notices.insert(text).inserted else { return }
        try errors.write(Array("learnhooks: \(text)\n".utf8)[...])
    }

    /// Tells a person of how many actions something holds.
    private mutating func notice(_ actions: [Action.Kind: Int], _ fact: String) throws(FileError) {
        guard !actions.isEmpty else { return }
        let kinds = actions.sorted { $0.key.name < $1.key.name }.map { "\($0.value) \($0.key.name)" }
        try notice("\(actions.values.reduce(0, +)) \(fact): \(kinds.joined(separator: ", "))")
    }

    private mutating func report(
        _ refusal: Refusal, at start: JSONLocation = .start, in name: String
    ) throws(FileError) {
        let line = (refusal.location ?? start).line
        try errors.write(Array("\(name.printable):\(line): \(refusal)\n".utf8)[...])
    }

    /// Writes the buffers: the output first, so that an error follows the actions of the events before it.
    private mutating func flush() throws(FileError) {
        let line = reportProgress(counts)
        if !output.isEmpty || !errors.isEmpty || line != nil { try showProgress("") }
        try output.flush()
        try errors.flush()
        if let line { try showProgress(line) }
    }

    /// Replaces the progress line.
    private mutating func showProgress(_ line: String) throws(FileError) {
        guard line != progress else { return }
        let eraseLine = "\r\u{1B}[K"
        try File.standardError.write(Array("\(eraseLine)\(line)".utf8)[...])
        progress = line
    }
}
