public import ActionFormats
import LearnHooks
import Receiving

extension Configuration {
    /// Reads how actions are written: `ACTIONS_FORMAT`, and for statements `XAPI_ACTOR` and `XAPI_INCLUDE`.
    ///
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says.
    /// - Returns: The format.
    func format() throws(ConfigurationError) -> ActionFormat {
        let name: FormatName = try choice("ACTIONS_FORMAT") ?? .cloudevents
        let actor: StatementFormat.Actor = try choice("XAPI_ACTOR") ?? .account
        let included = try kinds("XAPI_INCLUDE")
        return switch name {
        case .cloudevents: .cloudevents
        case .xapi: .xapi(StatementFormat(actor: actor, including: included, hashes: .own))
        }
    }

    private enum FormatName: String, CaseIterable {
        case cloudevents, xapi
    }

    private func kinds(_ variable: String) throws(ConfigurationError) -> Set<Action.Kind> {
        guard let kinds = StatementFormat.kinds(named: environment[variable]?.words ?? []) else {
            throw ConfigurationError(variable: variable, problem: "expected \(StatementFormat.namesOnRequest)")
        }
        return kinds
    }
}

extension StatementFormat.Hashes {
    /// The cryptography library's.
    public static let own = Self(uuid: UUIDv5.text(of:), sha1: { Digest.sha1($0) })
}
