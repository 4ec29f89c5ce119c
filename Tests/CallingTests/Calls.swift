import Calling
import Catalog
import HTTPClient
import LearnHooks
import NIOCore
import NIOPosix
import Testing

/// An API of the catalog.
func api(_ platform: String) throws -> PlatformAPI {
    try #require(apis.first { $0.platform == platform })
}

extension PlatformAPI {
    /// One of its calls.
    func call(_ name: String) throws -> Call {
        try #require(calls.first { $0.name == name })
    }

    /// An account at a server, as the documents' examples have it.
    func account(_ url: String, key: String = "secret-key", project: String = "project") throws -> Account {
        Account(
            address: try HTTPAddress(url),
            headers: headers.map { header in
                .init(
                    header.name,
                    header.value.replacing("{key}", with: key).replacing("{project_id}", with: project))
            }, key: key)
    }

    /// A caller of a server that does not wait.
    func caller(_ port: Int, seconds: Int64 = 300) throws -> Caller {
        Caller(
            self, as: try account("http://127.0.0.1:\(port)"), on: MultiThreadedEventLoopGroup.singleton.next(),
            within: .seconds(seconds), wait: { _ in })
    }
}

/// Every call of every API.
func apiNames() -> [String] { apis.flatMap { api in api.calls.map { "\(api.platform) \($0.name)" } } }
