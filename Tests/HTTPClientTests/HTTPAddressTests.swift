import Testing

@testable import HTTPClient

/// The URL of a server.
@Suite struct HTTPAddressTests {
    @Test(arguments: [
        ("http://sink", "sink", 80, "/", "sink"), ("HTTP://sink:8080/a/b?c=d#e", "sink", 8080, "/a/b?c=d", "sink:8080"),
        ("http://10.0.0.1/", "10.0.0.1", 80, "/", "10.0.0.1"), ("http://[::1]:90/x", "::1", 90, "/x", "[::1]:90"),
        ("http://sink?a", "sink", 80, "/?a", "sink"), ("http://sink:80/", "sink", 80, "/", "sink"),
        ("https://sink", "sink", 443, "/", "sink"), ("HTTPS://sink:8443/a", "sink", 8_443, "/a", "sink:8443"),
        ("https://sink:80/", "sink", 80, "/", "sink:80"), ("https://[::1]/x", "::1", 443, "/x", "[::1]"),
    ])
    func aURLIsRead(url: String, host: String, port: Int, path: String, authority: String) throws {
        let address = try HTTPAddress(url)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.path == path)
        #expect(address.authority == authority)
    }

    @Test func anOriginHasNoPath() throws {
        #expect(try HTTPAddress("https://hooks.example/secret?token=1").origin == "https://hooks.example")
        #expect(try HTTPAddress("http://hooks.example:443/").origin == "http://hooks.example:443")
    }

    @Test(arguments: [
        "", "sink", "ftp://sink", "http://", "http:///a", "http://:80/", "http://sink:0/", "http://sink:65536/",
        "http://sink:x/",
        "http://sink:/", "http://[::1/", "http://[]/", "http://a b/", "http://sink/\u{7}", "http://u@sink/",
        "http://sünk/",
        "https://", "https://u:p@sink/",
    ])
    func whatIsNoneIsRefused(url: String) {
        #expect(throws: HTTPAddress.Problem.self) { try HTTPAddress(url) }
    }
}
