import Journal
import LearnHooks
import NIOCore
import Receiving

/// What changes something: each is a unit of one commit, which raises the epochs of the cursors that it is about.
extension JournalAPI {
    /// Does something with a destination.
    func change(
        _ name: String, _ verb: String, members: [String: String], on eventLoop: any EventLoop
    ) throws -> EventLoopFuture<AdminAnswer> {
        switch verb {
        case "pause":
            let reason = members["reason"] ?? "by a person"
            return perform(on: eventLoop, "\(name) is paused") { engine in
                try engine.pause(name, because: reason)
            }
        case "resume":
            return perform(on: eventLoop, "\(name) goes on") { engine in
                try engine.pause(name, because: nil)
            }
        case "skip":
            return perform(on: eventLoop, "\(name) begins with what comes from now on") { engine in
                try engine.skip(name)
            }
        case "remove":
            return perform(on: eventLoop, "\(name) has no place in the journal any more") { engine in
                try engine.remove(name)
            }
        case "rename":
            let new = try required("name", of: members)
            return perform(on: eventLoop, "\(name) is called \(new) now: the variables that name it must, too") {
                engine in try engine.rename(name, to: new)
            }
        default:
            return eventLoop.makeSucceededFuture(
                .problem(404, "\(verb): expected pause, resume, skip, remove or rename"))
        }
    }

    /// Removes what names a learner: by the platform's id, or by an address.
    func forget(members: [String: String], on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        let (platform, learner) = (try required("platform", of: members), try required("learner", of: members))
        guard let source = sources[platform] else {
            throw JournalError(
                .input, "\(platform): expected one of \(sources.keys.sorted().joined(separator: ", "))")
        }
        // Whom a platform gives no id, an action knows by the digest of the address.
        let names = learner.contains("@") ? [learner, Digest.sha256(learner.lowercased().utf8)] : [learner]
        let keys = names.map { OrderKey(source: source, learner: $0) }
        return journal.perform(on: eventLoop) { engine in
            var rows = 0
            for key in keys { rows += try engine.forget(key) }
            return rows
        }.map { rows in
            Self.message(
                "\(rows) rows of the log name this learner no more; backups, and what destinations have, still do, "
                    + "and a request under way may still arrive")
        }
    }

    func perform(
        on eventLoop: any EventLoop, _ message: String,
        _ work: @escaping @Sendable (any JournalEngine) throws -> Void
    ) -> EventLoopFuture<AdminAnswer> {
        journal.perform(on: eventLoop) { engine in try work(engine) }.map { Self.message(message) }
    }

    static func message(_ text: String) -> AdminAnswer {
        .json { writer in writer.object { $0.member("message", text) } }
    }

    func required(_ name: String, of members: [String: String]) throws(JournalError) -> String {
        guard let value = members[name], !value.isEmpty else {
            throw JournalError(.input, "expected \(name) among the members")
        }
        return value
    }
}
