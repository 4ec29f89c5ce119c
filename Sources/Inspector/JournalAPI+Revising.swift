import Journal
import LearnHooks
import NIOCore
import NIOPosix

/// Stored deliveries that are handled anew, by handlers that were mended.
extension JournalAPI {
    /// What became of deliveries that were handled anew.
    private struct Revised: Sendable {
        var deliveries = 0
        /// How many could not be handled anew: their bodies are gone, or they were pulled.
        var passedOver = 0
        var revisions: [(delivery: Int64, revision: Revision)] = []
    }

    /// Handles stored deliveries anew, the first ones first, and appends or sends again what is another now: a step.
    func revise(_ members: [String: String], on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        let filter = try JournalFilter(members["filter"] ?? "", now: now)
        guard let behind = Int64(members["behind"] ?? "0") else {
            throw JournalError(.input, "behind: expected the next of the step before")
        }
        let found = journal.perform(on: eventLoop) { engine in
            let first = try max(behind + 1, filter.since.map { try engine.firstDelivery(from: $0) } ?? 0)
            guard let start = try engine.arrival(from: first)?.number else {
                return (numbers: [Int64](), next: Int64?.none)
            }
            let last = start + Int64(ManyRows.step) - 1
            let page = try engine.deliveries(filter, before: last + 1, atMost: ManyRows.step)
            let numbers = page.rows.map(\.number).filter { $0 >= start }.reversed()
            return (numbers: Array(numbers), next: try engine.arrival(from: last + 1) == nil ? nil : last)
        }
        return found.flatMap { found in
            revise(found.numbers[...], Revised(), members, on: eventLoop).map { revised in
                .json { $0.revised(revised.deliveries, revised.passedOver, revised.revisions, next: found.next) }
            }
        }
    }

    /// Handles one delivery after the other: each is a unit of its own.
    private func revise(
        _ numbers: ArraySlice<Int64>, _ revised: Revised, _ members: [String: String], on eventLoop: any EventLoop
    ) -> EventLoopFuture<Revised> {
        guard let number = numbers.first else { return eventLoop.makeSucceededFuture(revised) }
        return revise(number, members, on: eventLoop).flatMap { revisions in
            var revised = revised
            if let revisions {
                revised.deliveries += 1
                revised.revisions += revisions.map { (number, $0) }
            } else {
                revised.passedOver += 1
            }
            return revise(numbers.dropFirst(), revised, members, on: eventLoop)
        }
    }

    private func revise(
        _ number: Int64, _ members: [String: String], on eventLoop: any EventLoop
    ) -> EventLoopFuture<[Revision]?> {
        let (corrects, isTrial) = (members["corrected"] != nil, members["dry_run"] != nil)
        let (destination, time) = (members["destination"]?.lowercased(), now)
        return journal.perform(on: eventLoop) { try $0.stored(number) }.flatMap { stored in
            guard let stored, stored.body != nil else { return eventLoop.makeSucceededFuture(nil) }
            // Handling takes its time, in which destinations are not kept waiting.
            return NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { try again(stored) }.flatMap { outcome in
                guard let outcome else { return eventLoop.makeSucceededFuture(nil) }
                return journal.perform(on: eventLoop) { engine in
                    var revisions: [Revision]?
                    do {
                        try engine.unit {
                            revisions = try engine.revise(
                                stored, outcome, corrects: corrects && !isTrial, at: destination, time: time)
                            if isTrial { throw JournalError(.input, "a trial: it leaves nothing") }
                        }
                    } catch {
                        guard isTrial, revisions != nil else { throw error }
                    }
                    return revisions
                }
            }
        }
    }
}

extension JSONWriter {
    /// Writes what became of deliveries that were handled anew.
    fileprivate mutating func revised(
        _ deliveries: Int, _ passedOver: Int, _ revisions: [(delivery: Int64, revision: Revision)], next: Int64?
    ) {
        object { writer in
            writer.member("deliveries", JSONNumber(deliveries))
            writer.member("passed_over", JSONNumber(passedOver))
            writer.key("revisions")
            writer.array { writer in
                for (delivery, revision) in revisions {
                    writer.object { writer in
                        writer.member("delivery", JSONNumber(delivery))
                        writer.member("change", revision.change.rawValue)
                        writer.member("id", revision.id)
                        writer.member("kind", revision.kind)
                        writer.member("detail", revision.detail.isEmpty ? nil : revision.detail)
                    }
                }
            }
            writer.member("next", next.map { "\($0)" })
        }
    }
}
