import ActionFormats
import LearnHooks

extension Configuration {
    /// Reads where actions go and where deliveries are kept that could not be handled: `ACTIONS_TO`, else `K_SINK`;
    /// `K_CE_OVERRIDES`, `SINK_TIMEOUT`, `DEAD_LETTERS`.
    ///
    /// - Throws: `ConfigurationError` for the first variable that cannot be what it says; `FileError` where actions go to
    ///   standard output, and that is closed.
    /// - Returns: The outlet; an empty one where actions are the answer, and no more.
    public func outlet() throws -> Outlet {
        var outlet = Outlet()
        outlet.format = try format()
        let variable = environment["ACTIONS_TO"] == nil && environment["K_SINK"] != nil ? "K_SINK" : "ACTIONS_TO"
        switch environment[variable] {
        case nil: break
        case "response" where variable == "ACTIONS_TO": break
        case "stdout" where variable == "ACTIONS_TO":
            try File.standardOutput.expectToBeWritable()
            outlet.lines = ActionLines(.standardOutput, format: outlet.format, seconds: try patience())
        case let url?:
            let address: HTTPAddress
            do throws(HTTPAddress.Problem) {
                address = try HTTPAddress(
                    url, expected: "response, stdout or a URL such as http://sink.example/actions")
            } catch {
                throw ConfigurationError(variable: variable, problem: error.description)
            }
            outlet.sink = HTTPSink(
                address, overrides: try overrides(), authorization: try authorization(), seconds: try patience())
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

    /// Reads how long whoever takes actions may take: `SINK_TIMEOUT`, in seconds.
    public func patience() throws(ConfigurationError) -> Int {
        // Less than the time that deliveries in flight have when the function is to stop: all are answered.
        try number("SINK_TIMEOUT", in: 1...3_600) ?? 7
    }

    /// Reads what the sink asks of whoever brings actions: `SINK_AUTHORIZATION`, such as `Basic …`.
    private func authorization() throws(ConfigurationError) -> String? {
        guard let text = environment["SINK_AUTHORIZATION"] else { return nil }
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw ConfigurationError(variable: "SINK_AUTHORIZATION", problem: "expected one line of printable ASCII")
        }
        return text
    }

    /// Reads the extension attributes that events get on their way: `{"extensions":{"name":"value"}}`.
    /// Source: https://knative.dev/docs/eventing/custom-event-source/sinkbinding/reference/
    private func overrides() throws(ConfigurationError) -> [(name: String, value: String)] {
        guard let text = environment["K_CE_OVERRIDES"] else { return [] }
        do {
            guard let extensions = try JSONDocument(parsing: Array(text.utf8)).root["extensions"],
                extensions.kind == .object
            else { throw JSONError(expected: "an object") }
            return try extensions.members.map { name, value in
                let value = try value.read(String.self)
                guard CloudEvent.isExtension(named: name, value) else { throw JSONError(expected: "an extension") }
                return (name, value)
            }
        } catch {
            throw ConfigurationError(
                variable: "K_CE_OVERRIDES",
                problem:
                    #"expected {"extensions":{"name":"value"}}, names of lower-case letters and digits, values that are not empty"#
            )
        }
    }
}
