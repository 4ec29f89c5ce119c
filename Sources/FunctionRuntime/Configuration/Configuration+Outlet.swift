import ActionFormats
import LearnHooks

extension Configuration {
    /// Reads where actions go and where deliveries are kept that could not be handled: `ACTIONS_TO`, else `K_SINK`;
    /// `K_CE_OVERRIDES`, `SINK_TIMEOUT`, `DEAD_LETTERS`.
    ///
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says.
    /// - Returns: The outlet; an empty one where actions are the answer, and no more.
    public func outlet() throws(ConfigurationError) -> Outlet {
        var outlet = Outlet()
        let variable = environment["ACTIONS_TO"] == nil && environment["K_SINK"] != nil ? "K_SINK" : "ACTIONS_TO"
        switch environment[variable] {
        case nil, "response": break
        case "stdout": outlet.lines = ActionLines(.standardOutput)
        case let url?:
            let address: SinkAddress
            do throws(SinkAddress.Problem) {
                address = try SinkAddress(url)
            } catch {
                throw ConfigurationError(variable: variable, problem: error.description)
            }
            // Less than the time that deliveries in flight have when the function is to stop: all are answered.
            let seconds = try number("SINK_TIMEOUT", in: 1...3_600) ?? 7
            outlet.sink = HTTPSink(address, overrides: try overrides(), seconds: seconds)
        }
        if let path = environment["DEAD_LETTERS"] {
            do throws(FileError) {
                outlet.deadLetters = try DeadLetterFolder(path: path)
            } catch {
                throw ConfigurationError(variable: "DEAD_LETTERS", problem: "no file can be made there: \(error.words)")
            }
        }
        return outlet
    }

    /// Reads the extension attributes that events get on their way: `{"extensions":{"name":"value"}}`.
    /// Source: https://knative.dev/docs/eventing/custom-event-source/sinkbinding/reference/
    private func overrides() throws(ConfigurationError) -> [(name: String, value: String)] {
        guard let text = environment["K_CE_OVERRIDES"] else { return [] }
        do {
            let members = try JSONDocument(parsing: Array(text.utf8)).root["extensions"]?.members.map { $0 } ?? []
            return try members.map { name, value in
                guard !name.isEmpty, name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }),
                    !CloudEvent.named.contains(name), let value = value.string
                else { throw JSONError(expected: "extension attributes") }
                return (name, value)
            }
        } catch {
            throw ConfigurationError(
                variable: "K_CE_OVERRIDES",
                problem: #"expected {"extensions":{"name":"value"}}, names of lower-case letters and digits"#)
        }
    }
}
