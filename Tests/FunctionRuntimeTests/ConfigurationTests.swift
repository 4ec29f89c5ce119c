import Catalog
import FunctionRuntime
import Testing

struct ConfigurationTests {
    @Test(arguments: ["https://acme.konstant.ly", "http://localhost:8080", "https://[::1]/x", "https://1.2.3.4/a/b?c"])
    func takesOrigins(source: String) throws {
        let configuration = try Configuration(["KONSTANTLY_SOURCE": source], for: catalog)
        #expect(configuration.sources == ["konstantly": source])
    }

    @Test(arguments: [
        "acme", "ftp://acme", "https://", "https:// a", "https://a b", "//acme", "https://é.fr", "https://a\n",
    ])
    func refusesWhatIsNoAbsoluteURL(source: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(["FALKOR_SOURCE": source], for: catalog)
        }
        #expect(error?.description == "FALKOR_SOURCE: expected an absolute URL, such as https://falkor.io")
    }

    @Test func whatIsEmptyIsNotSet() throws {
        #expect(try Configuration(["FALKOR_SOURCE": ""], for: catalog).sources.isEmpty)
    }
}
