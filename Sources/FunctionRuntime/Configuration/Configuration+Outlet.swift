import ActionFormats
import Dispatching
public import LearnHooks

extension Configuration {
    /// Reads where actions go and where deliveries are kept that could not be handled: `ACTIONS_TO`, the destinations,
    /// `SINK_TIMEOUT`, `DEAD_LETTERS`.
    ///
    /// - Parameter clock: The time at which a request is signed, where a destination asks for that.
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says; `FileError` where actions go to
    ///   standard output, and that is closed.
    /// - Returns: The outlet; an empty one where actions are the answer, and no more.
    public func outlet(clock: @escaping @Sendable () -> Timestamp = SystemClock.now) throws -> Outlet {
        var outlet = Outlet()
        let destinations = try destinations(clock: clock)
        outlet.format = try format(alsoForDestination: destinations.contains { $0.name == Self.shortName })
        if environment["ACTIONS_TO"] == "stdout" {
            try File.standardOutput.expectToBeWritable()
            outlet.lines = ActionLines(.standardOutput, format: outlet.format, seconds: try patience())
        }
        outlet.destinations = destinations
        // With a journal, the journal sends to them, and no delivery waits.
        if environment["JOURNAL"] == nil, !destinations.isEmpty { outlet.dispatcher = Dispatcher(destinations) }
        if let path = environment["DEAD_LETTERS"] {
            do throws(FileError) {
                outlet.deadLetters = try DeadLetterFolder(path: path)
            } catch {
                throw ConfigurationError(variable: "DEAD_LETTERS", problem: "no file can be made there: \(error.words)")
            }
        }
        return outlet
    }

    /// Reads how long a destination may take: `SINK_TIMEOUT`, in seconds.
    public func patience() throws(ConfigurationError) -> Int {
        // Less than the time that deliveries in flight have when the function is to stop: all are answered.
        try number("SINK_TIMEOUT", in: Self.seconds) ?? 7
    }

    /// How many seconds may be waited for others.
    static let seconds = 1...3_600
}
