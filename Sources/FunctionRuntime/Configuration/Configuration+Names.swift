import Calling
import Dispatching
import LearnHooks
import NIOCore
import NIOPosix

extension Configuration {
    /// Reads who says who the learners of a destination's actions are: `_ENRICH`, a platform whose API does.
    ///
    /// - Throws: `ConfigurationError` if the platform's API says nothing of learners, its account is not set, or the format has
    ///   no place for names.
    func directory(
        of platform: String, _ variables: DestinationVariables, _ format: DestinationFormat.Name,
        known: [String: LearnerDirectory]
    ) throws(ConfigurationError) -> LearnerDirectory {
        let variable = variables.variable(.enrich)
        // The id of a statement depends on its actor: another actor would be another statement under the same id.
        if format == .xapi || format.isOfDeliveries {
            let reason =
                format == .xapi ? "of which no actor is changed" : "with which deliveries are sent as they came"
            throw ConfigurationError(
                variable: variable, problem: "expected not to be set: the format is \(format.rawValue), \(reason)")
        }
        // Destinations share the names that were found.
        if let directory = known[platform] { return directory }
        guard let api = apis.first(where: { $0.platform == platform && $0.names != nil }) else {
            let names = apis.filter { $0.names != nil }.map(\.platform)
            throw ConfigurationError(
                variable: variable,
                problem: "expected \(names.joined(separator: ", ")), whose API says who learners are")
        }
        let account = try account(of: api)
        // An action and those after it wait for its names, so there is only one short attempt.
        let caller = Caller(
            api, as: account, on: MultiThreadedEventLoopGroup.singleton.next(), within: .seconds(5), attempts: 1,
            wait: { _ in })
        guard let directory = LearnerDirectory(api, settings: account.settings, caller: caller) else {
            throw ConfigurationError(variable: variable, problem: "expected a platform whose API says who learners are")
        }
        return directory
    }
}
