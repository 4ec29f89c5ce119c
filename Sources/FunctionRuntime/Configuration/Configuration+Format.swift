public import ActionFormats
import Dispatching
import LearnHooks
import Receiving

extension Configuration {
    /// Reads how actions are written in answers and lines: `ACTIONS_FORMAT`, and for statements `XAPI_ACTOR` and
    /// `XAPI_INCLUDE`.
    ///
    /// - Parameter alsoForDestination: Whether the variable is a destination's, too, which knows more formats.
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says.
    /// - Returns: The format.
    func format(alsoForDestination: Bool = false) throws(ConfigurationError) -> ActionFormat {
        let variable = "ACTIONS_FORMAT"
        var name: Name = .cloudevents
        if alsoForDestination {
            let destination: DestinationFormat.Name = try choice(variable) ?? .cloudevents
            if destination == .xapi { name = .xapi }
        } else {
            name = try choice(variable) ?? name
        }
        let statements = try statements(actor: "XAPI_ACTOR", include: "XAPI_INCLUDE")
        return name == .xapi ? .xapi(statements) : .cloudevents
    }

    private enum Name: String, CaseIterable {
        case cloudevents, xapi
    }

    /// Reads how statements are written.
    ///
    /// - Parameters:
    ///   - actor: The variable that says how a statement names who did it.
    ///   - include: The variable that asks for kinds on request.
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says.
    /// - Returns: The format.
    func statements(actor: String, include: String) throws(ConfigurationError) -> StatementFormat {
        guard let kinds = StatementFormat.kinds(named: environment[include]?.words ?? []) else {
            throw ConfigurationError(variable: include, problem: "expected \(StatementFormat.namesOnRequest)")
        }
        return StatementFormat(actor: try choice(actor) ?? .account, including: kinds, hashes: .own)
    }
}

extension StatementFormat.Hashes {
    /// The cryptography library's.
    public static let own = Self(uuid: UUIDv5.text(of:), sha1: { Digest.sha1($0) })
}
