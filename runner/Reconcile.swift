import ActionFormats
import ArgumentParser
import Calling
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// Pulls events from the platforms' APIs, and appends those that no webhook brought to the journal.
struct Reconcile: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Append events that webhooks missed to the journal.",
        usage: "learnhooks reconcile [PLATFORM]... [OPTION]...",
        discussion: """
            EXAMPLES
              JOURNAL=/var/lib/learnhooks/journal.sqlite learnhooks reconcile
              learnhooks reconcile konstantly --print
              learnhooks reconcile falkor --search FA-HCPG-06RF

            It pulls Falkor's lists and Konstantly's last event of each type, makes the same actions of them with the same \
            ids, and appends those that the journal lacks. Without a journal it prints the actions.

            More: PlatformAPIs.md among the articles.
            """)

    @Argument(help: "The platforms (default: each whose key is set).")
    var platforms: [String] = []

    @Option(help: ArgumentHelp("Pull only this list, by name or id; can be repeated.", valueName: "name"))
    var search: [String] = []

    @Option(
        help: ArgumentHelp(
            "Leave out actions that happened before.", valueName: "time"))
    var since: Timestamp?

    @Option(
        help: ArgumentHelp("The journal's file (default: JOURNAL).", valueName: "file"),
        completion: .file())
    var journal: String?

    @Flag(help: "Print the actions, and leave the journal alone.")
    var print = false

    @Option(help: "The form of actions.")
    var format = Invoke.FormatName.cloudevents

    @Flag(help: "Report in JSON, one line for each platform.")
    var json = false

    func run() throws {
        let configuration = try readConfiguration(for: try Target(nil, in: catalog))
        let pulled = apis.filter { $0.calls.contains(where: \.givesEvents) }
        for name in platforms where !pulled.contains(where: { $0.platform == name }) {
            throw UsageError(
                description:
                    "\(name.printable): expected one of \(pulled.map(\.platform).joined(separator: ", ")), whose API gives events"
            )
        }
        let chosen = pulled.filter { api in
            platforms.isEmpty ? configuration.hasAccount(of: api) : platforms.contains(api.platform)
        }
        guard !chosen.isEmpty else {
            throw UsageError(description: "reconcile: no API key is set: expected one in <PLATFORM>_API_KEY")
        }
        // Every account is checked before the first call.
        let accounts = try chosen.map { try configuration.account(of: $0) }
        let access = print ? nil : try JournalAccess(path: journal, or: configuration)
        var hasFailed = false
        for (api, account) in zip(chosen, accounts) {
            var reconciled = Reconciled()
            for call in api.calls where call.givesEvents {
                for values in call.everyValue(search) {
                    do {
                        let events = try Caller(api, account).rows(of: call, with: values) ?? []
                        if let access {
                            reconciled += try access.append(
                                events.map(\.written), of: api.platform, by: call.name, since: since)
                        } else {
                            let isGood = try show(events, of: api, configuration.sources)
                            hasFailed = hasFailed || !isGood
                        }
                    } catch let error as CallError {
                        // The next calls are still made.
                        say(error.description)
                        hasFailed = true
                    }
                }
            }
            guard access != nil else { continue }
            for problem in reconciled.problems { say("\(api.platform): \(problem)") }
            hasFailed = hasFailed || !reconciled.problems.isEmpty
            try write(json ? reconciled.json(of: api.platform) : reconciled.text(of: api.platform))
        }
        if hasFailed { throw ExitCode.refused }
    }

    /// Prints the actions of events; false if one was refused.
    private func show(_ events: [JSONValue], of api: PlatformAPI, _ sources: [String: String]) throws -> Bool {
        let receiver = Receiver(target: try Target(api.platform, in: catalog), sources: sources)
        var isGood = true
        for event in events {
            let receipt = receiver.receive(try JSONDocument(parsing: event.written).root)
            if case .refused(let refusal) = receipt {
                say("\(api.platform): \(refusal)")
                isGood = false
            }
            for action in receipt.actions {
                if let since, let time = action.action.time, time < since { continue }
                if let line = format.plain.line(action) { try write(line) }
            }
        }
        return isGood
    }
}

extension Reconciled {
    /// What was missed, for a person.
    fileprivate func text(of platform: String) -> [UInt8] {
        let words =
            switch missed {
            case 0: "no webhook had been missed"
            case 1: "1 webhook had been missed, \(actions) action(s) appended"
            default: "\(missed) webhooks had been missed, \(actions) action(s) appended"
            }
        return Array("\(platform): \(words); \(pulled) pulled\n".utf8)
    }

    /// The same, for a program.
    fileprivate func json(of platform: String) -> [UInt8] {
        let value: JSONValue = [
            "platform": .string(platform), "pulled": .number(JSONNumber(pulled)), "missed": .number(JSONNumber(missed)),
            "actions": .number(JSONNumber(actions)), "refused": .number(JSONNumber(problems.count)),
        ]
        return value.written + [0x0A]
    }
}

extension Call {
    /// Every value that the call can be given, with what is searched for where it searches.
    fileprivate func everyValue(_ search: [String]) -> [Values] {
        guard let input = inputs.first(where: { !$0.values.isEmpty }) else { return [["search": search]] }
        return input.values.map { [input.name: [$0]] }
    }
}

extension Invoke.FormatName {
    /// The format, as `invoke` has it without further options.
    fileprivate var plain: ActionFormat {
        switch self {
        case .cloudevents: .cloudevents
        case .text: .text
        case .xapi: .xapi(StatementFormat(actor: .account, including: [], hashes: .own))
        }
    }
}
