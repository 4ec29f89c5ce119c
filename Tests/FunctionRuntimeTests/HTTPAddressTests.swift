import Testing

@testable import FunctionRuntime

/// The URL of a server.
@Suite struct HTTPAddressTests {
    @Test(arguments: [
        ("http://sink", "sink", 80, "/", "sink"), ("HTTP://sink:8080/a/b?c=d#e", "sink", 8080, "/a/b?c=d", "sink:8080"),
        ("http://10.0.0.1/", "10.0.0.1", 80, "/", "10.0.0.1"), ("http://[::1]:90/x", "::1", 90, "/x", "[::1]:90"),
        ("http://sink?a", "sink", 80, "/?a", "sink"), ("http://sink:80/", "sink", 80, "/", "sink"),
    ])
    func aURLIsRead(url: String, host: String, port: Int, path: String, authority: String) throws {
        let address = try HTTPAddress(url)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.path == path)
        #expect(address.authority == authority)
    }

    @Test(arguments: [
        "", "sink", "ftp://sink", "http://", "http:///a", "http://:80/", "http://sink:0/", "http://sink:65536/",
        "http://sink:x/",
        "http://sink:/", "http://[::1/", "http://[]/", "http://a b/", "http://sink/\u{7}", "http://u@sink/",
        "http://sünk/",
        "https://sink/", "HTTPS://sink/",
    ])
    func whatIsNoneIsRefused(url: String) {
        #expect(throws: HTTPAddress.Problem.self) { try HTTPAddress(url) }
    }
}
