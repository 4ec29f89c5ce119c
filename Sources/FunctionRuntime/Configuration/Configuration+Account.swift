package import Calling
import HTTPClient
package import LearnHooks

extension Configuration {
    /// Reads the account at a platform's API: `<PLATFORM>_API_KEY` or `_API_KEY_FILE`, `<PLATFORM>_API_URL`, and the API's
    /// settings, such as `KNOLYX_PROJECT_ID`.
    ///
    /// - Throws: `ConfigurationError` for the first variable that is missing, or cannot be what it says.
    /// - Returns: The account.
    package func account(of api: PlatformAPI) throws(ConfigurationError) -> Account {
        let variables = api.platform.uppercased()
        let key = try key(in: "\(variables)_API_KEY")
        var settings: [String: String] = [:]
        for name in api.settings { settings[name] = environment["\(variables)_\(name.uppercased())"] }
        func filled(_ template: String, _ values: [String: String]) throws(ConfigurationError) -> String {
            var text = template
            for name in api.settings + ["key"] where text.contains("{\(name)}") {
                let variable = "\(variables)_\(name.uppercased())"
                guard let value = values[name] else {
                    throw ConfigurationError(variable: variable, problem: "expected to be set: each call needs it")
                }
                guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                    throw ConfigurationError(variable: variable, problem: "expected ASCII without white space")
                }
                text = text.replacing("{\(name)}", with: value)
            }
            return text
        }
        let variable = "\(variables)_API_URL"
        guard let template = environment[variable] ?? api.url else {
            throw ConfigurationError(variable: variable, problem: "expected the address that came with the key")
        }
        let url = try filled(template, settings)
        let address: HTTPAddress
        do throws(HTTPAddress.Problem) {
            address = try HTTPAddress(url, expected: "a URL such as https://api.example")
        } catch {
            throw ConfigurationError(variable: variable, problem: error.description)
        }
        var headers: [PlatformAPI.Header] = []
        for header in api.headers {
            headers.append(
                .init(header.name, try filled(header.value, settings.merging(["key": key]) { $1 })))
        }
        return Account(
            address: address, headers: headers, key: key, settings: settings.mapValues { [$0] },
            roots: try systemRoots(areNeeded: address.isSecure))
    }

    /// Whether a key of an account at a platform's API is set.
    package func hasAccount(of api: PlatformAPI) -> Bool {
        let variable = "\(api.platform.uppercased())_API_KEY"
        return environment[variable] != nil || environment["\(variable)_FILE"] != nil
    }

    private func key(in variable: String) throws(ConfigurationError) -> String {
        let words: [Substring]
        if let path = environment["\(variable)_FILE"] {
            guard environment[variable] == nil else {
                throw ConfigurationError(
                    variable: variable, problem: "\(variable)_FILE is set too: set only one of them")
            }
            words = try text(of: path, in: "\(variable)_FILE").split(whereSeparator: \.isWhitespace)
        } else {
            words = (environment[variable] ?? "").split(whereSeparator: \.isWhitespace)
        }
        guard !words.isEmpty else {
            throw ConfigurationError(
                variable: variable, problem: "expected the platform's API key, or a file of it in \(variable)_FILE")
        }
        guard words.count == 1, let key = words.first, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ConfigurationError(
                variable: variable, problem: "expected the platform's API key: ASCII, without white space")
        }
        return String(key)
    }
}
