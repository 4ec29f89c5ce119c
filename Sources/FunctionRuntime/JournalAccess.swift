import Inspector
import Journal
package import LearnHooks
import NIOCore
import NIOPosix
import Receiving

/// The way to a journal: through a running function, by the socket beside its file, or to a file at rest, or a database.
package struct JournalAccess: Sendable {
    let place: JournalPlace
    private let receiver: Receiver

    /// Finds the way.
    ///
    /// - Parameters:
    ///   - place: Where the journal is.
    ///   - configuration: What the environment says of the platforms.
    /// - Throws: Never, for a target of every platform is known.
    init(_ place: JournalPlace, _ configuration: Configuration) throws {
        self.place = place
        receiver = Receiver(
            target: try Target(nil, in: configuration.catalog), sources: configuration.sources,
            mostActionBytes: configuration.mostActionBytes)
    }

    /// Finds the way to the journal that is named, or that `JOURNAL` names; nil if there is none.
    ///
    /// - Throws: `ConfigurationError` if `JOURNAL` cannot be what it says.
    package init?(path: String?, or configuration: Configuration) throws {
        let place = try path.map { JournalPlace.file($0) } ?? configuration.journal(for: .person)?.place
        guard let place else { return nil }
        try self.init(place, configuration)
    }

    /// Asks the API of the journal, for as long as something takes.
    func use<Result>(_ body: (@escaping JournalCommand.Ask) throws -> Result) throws -> Result {
        if let path = place.path {
            if let client = AdminClient(at: AdminSocket.path(ofJournal: path)) {
                return try body { try client.answer(to: $0) }
            }
            guard File.exists(path) else {
                throw JournalProgram.Problem(description: "\(path): there is no journal", status: 66)
            }
        }
        return try atRest { api in
            let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
            return try body { try api.answer($0, on: eventLoop).wait() }
        }
    }

    /// Opens a journal that no function uses, for as long as something takes.
    func atRest<Result>(_ body: (JournalAPI) throws -> Result) throws -> Result {
        do {
            let place = place
            let journal = try Journal { try place.engine(patience: .seconds(2)) }
            defer {
                let closed = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
                journal.close { closed.succeed() }
                try? closed.futureResult.wait()
            }
            return try body(
                JournalAPI(journal, of: receiver, clock: SystemClock.now) { try place.copy(to: $0) })
        } catch let error as JournalError {
            let words = error.description.contains("\(place)") ? error.description : "\(place): \(error)"
            throw JournalProgram.Problem(description: words, status: error.kind == .configuration ? 78 : 1)
        }
    }

    /// Stores events that were pulled from a platform's API, if they have actions that the log lacks.
    ///
    /// - Parameters:
    ///   - events: The events, in JSON.
    ///   - platform: The platform's name.
    ///   - call: The words of the call that gave them.
    ///   - since: Actions that happened before are left out; nil if none are.
    /// - Throws: `JournalProgram.Problem` where the journal cannot be asked.
    /// - Returns: The outcome.
    package func append(
        _ events: [[UInt8]], of platform: String, by call: String, since: Timestamp?
    ) throws -> Reconciled {
        var reconciled = Reconciled()
        guard !events.isEmpty else { return reconciled }
        try use { ask in
            for body in events {
                reconciled.pulled += 1
                let answer: AdminAnswer
                do {
                    answer = try ask(PulledEvent(platform: platform, call: call, since: since, body: body).request)
                } catch {
                    throw JournalProgram.Problem(
                        description: "\(place): the function that has it does not answer", status: 69)
                }
                do {
                    let missed = try PulledEvent.Outcome(answer).missed
                    reconciled.actions += missed
                    if missed > 0 { reconciled.missed += 1 }
                } catch {
                    reconciled.problems.append("\(error)")
                }
            }
        }
        return reconciled
    }
}

extension JournalAPI {
    /// The API of a journal that a receiver's receipts go into.
    init(
        _ journal: Journal, of receiver: Receiver, clock: @escaping @Sendable () -> Timestamp,
        copy: @escaping @Sendable (_ path: String) throws -> Void
    ) {
        let origins = receiver.target.platforms.map { ($0.name, receiver.source(of: $0)) }
        self.init(
            journal, sources: Dictionary(origins) { $1 }, clock: clock,
            entry: { event, time throws(JournalError) in try JournalEntry(event, at: time, by: receiver) },
            again: { stored in JournalEntry(again: stored, by: receiver)?.outcome }, copy: copy)
    }
}
