import ArgumentParser
import Calling
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// Adds to the actions of standard input who their learners are: a filter, which passes on whatever it does not know.
struct Enrich {
    private let names: LearnerNames
    private let platform: String
    private let account: Account
    private let caller: Caller
    private var cache = LearnerCache()
    private var hasFailed = false

    /// The most bytes of one action.
    private static let mostBytes = 32 << 20

    init(_ api: PlatformAPI, _ names: LearnerNames) throws {
        self.names = names
        platform = api.platform
        account = try readConfiguration(for: try Target(nil, in: catalog)).account(of: api)
        caller = Caller(api, account)
    }

    /// - Throws: `FileError` where the input cannot be read, or the output not written.
    mutating func run() throws {
        var splitter = JSONSplitter(limit: Self.mostBytes)
        var isLast = false
        while !isLast {
            let bytes = try File.standardInput.read(upTo: 1 << 16)
            isLast = bytes.isEmpty
            splitter.append(bytes)
            for piece in splitter.pieces(isLast: isLast) { try pass(piece) }
        }
        if hasFailed { throw ExitCode.refused }
    }

    private mutating func pass(_ piece: JSONSplitter.Piece) throws {
        switch piece {
        case .value(let document, _):
            let event = document.root
            try write((enriched(event.value)?.written ?? Array(event.bytes)) + [0x0A])
        case .refused(let error):
            say("standard input:\(error.location?.line ?? 1): \(error)")
            hasFailed = true
        case .refusedBytes, .refusedEnd: break
        }
    }

    /// The action with its learner's names; nil where nothing is added.
    private mutating func enriched(_ event: JSONValue) -> JSONValue? {
        guard let data = event["data"], data["event"]?["platform"] == .string(platform),
            case .string(let learner) = data["learner"]?["id"], let group = names.group(data),
            let name = name(of: learner, in: group)
        else { return nil }
        return event.adding(name)
    }

    private mutating func name(of learner: String, in group: Call.Values) -> LearnerNames.Name? {
        let now = ContinuousClock.now
        switch cache.decision(on: learner, in: group, at: now) {
        case .known(let name): return name
        case .ask:
            var found: [LearnerNames.Name] = []
            do throws(CallError) {
                let rows = try caller.rows(of: names.call, with: account.settings.merging(group) { $1 })
                found = (rows ?? []).compactMap(names.name)
            } catch {
                // The action goes without.
                say(error.description)
            }
            cache.remember(found, in: group, at: now)
            return found.first { $0.id == learner }
        }
    }
}

extension JSONValue {
    /// The action whose learner has names: what it has already stays.
    fileprivate func adding(_ name: LearnerNames.Name) -> JSONValue {
        changing("data") { data in
            data.changing("learner") { learner in
                guard case .object(var members) = learner else { return learner }
                for (key, value) in [("name", name.name), ("email", name.email)] {
                    guard let value, learner[key] == nil else { continue }
                    members.append(Member(key, .string(value)))
                }
                return .object(members)
            }
        }
    }

    private func changing(_ key: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        guard case .object(var members) = self, let index = members.firstIndex(where: { $0.key == key }) else {
            return self
        }
        members[index].value = change(members[index].value)
        return .object(members)
    }
}
