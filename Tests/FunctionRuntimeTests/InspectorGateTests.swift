import Inspector
import LearnHooks
import Testing

/// Who may ask the inspector what.
@Suite struct InspectorGateTests {
    private func request(_ method: String, _ path: String, _ headers: [(String, String)]) -> Delivery {
        Delivery(method: method, path: path, headers: headers.map { .init($0.0, $0.1) }, body: [])
    }

    private func status(of decision: InspectorGate.Decision) -> Int {
        switch decision {
        case .page, .signIn, .api: 200
        case .refused(let status, _): status
        }
    }

    /// A name of elsewhere that leads here (DNS rebinding) is refused, whatever else is right.
    @Test(arguments: [
        ("localhost", 200), ("localhost:8081", 200), ("LocalHost:8081", 200), ("127.0.0.1:8081", 200),
        ("[::1]:8081", 200),
        ("[::1]", 200), ("hooks.example.org", 200), ("hooks.example.org:443", 200), ("evil.example", 421),
        ("localhost.evil.example", 421), ("127.0.0.1.evil.example:8081", 421), ("evil.example:localhost", 421),
        ("localhost:80:80", 421), ("localhost:99999", 421), ("[::1]evil", 421), ("10.0.0.7:9090", 421), ("", 421),
    ])
    func aHostIsThisMachineOrHasAName(host: String, expected: Int) {
        let gate = InspectorGate(names: ["hooks.example.org"])
        for path in ["/", "/v1/journal"] {
            #expect(status(of: gate.decision(on: request("GET", path, [("Host", host)]), hasSession: true)) == expected)
        }
    }

    @Test func aRequestNamesOneHost() {
        let gate = InspectorGate()
        let hosts = [("Host", "localhost"), ("Host", "localhost")]
        #expect(status(of: gate.decision(on: request("GET", "/", hosts), hasSession: true)) == 421)
        #expect(status(of: gate.decision(on: request("GET", "/", []), hasSession: true)) == 421)
    }

    /// What changes something takes a session, and the origin of the page itself.
    @Test(arguments: [
        ("http://localhost:8081", true, false, 200), ("https://localhost:8081", true, false, 200),
        ("https://localhost:8081", true, true, 200), ("http://localhost:8081", true, true, 403),
        ("http://localhost:8081", false, false, 401), ("http://localhost:8080", true, false, 403),
        ("http://evil.example", true, false, 403), ("null", true, false, 403), (nil, true, false, 403),
    ])
    func aChangeComesOfThePageItself(origin: String?, hasSession: Bool, isTLS: Bool, expected: Int) {
        let headers = [("Host", "localhost:8081")] + (origin.map { [("Origin", $0)] } ?? [])
        let decision = InspectorGate(isTLS: isTLS)
            .decision(on: request("POST", "/v1/replay", headers), hasSession: hasSession)
        #expect(status(of: decision) == expected)
    }

    @Test(arguments: [
        ("GET", "/", false, InspectorGate.Decision.page), ("HEAD", "/", false, .page),
        ("POST", "/session", false, .signIn),
        ("GET", "/v1/journal", true, .api), ("POST", "/v1/replay", true, .api),
    ])
    func aRequestIsOneOfThree(method: String, path: String, hasSession: Bool, expected: InspectorGate.Decision) {
        let headers = [("Host", "localhost"), ("Origin", "http://localhost")]
        #expect(InspectorGate().decision(on: request(method, path, headers), hasSession: hasSession) == expected)
    }

    @Test(arguments: [
        ("GET", "/v1/journal", 401), ("GET", "/index.html", 404), ("DELETE", "/", 405), ("POST", "/", 404),
    ])
    func allElseIsRefused(method: String, path: String, expected: Int) {
        let headers = [("Host", "localhost"), ("Origin", "http://localhost")]
        #expect(status(of: InspectorGate().decision(on: request(method, path, headers), hasSession: false)) == expected)
    }
}
