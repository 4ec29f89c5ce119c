import LearnHooks

extension Receiver {
    /// Makes a reception of a request that asks for a parameter of its query; nil if it does not.
    ///
    /// It proves nothing, so that it gets nothing but what it sent, as text. Where the path is the proof, that must be right.
    func echo(_ delivery: Delivery, at now: Timestamp) -> Reception? {
        guard delivery.body.isEmpty, !delivery.query.isEmpty,
            let route = Route(path: delivery.path, behind: pathPrefix, among: target.platforms),
            let verifier = verifiers[route.platform.name]
        else { return nil }
        let platform = route.platform
        for case .echoParameter(let name, let method) in platform.handshakes
        where delivery.method == method ?? platform.method {
            let values = delivery.parameters(named: name)
            guard !values.isEmpty else { continue }
            guard
                !platform.trust.isInPath
                    || verifier.verify(delivery, segment: route.segment, at: now, extent: .head).reason == nil
            else { return nil }
            guard values.count == 1, let value = values[0], HandshakeToken.isText(value) else {
                let problem = "the parameter \(name): expected 1 to 1024 printable characters of ASCII, once"
                return Reception(.refused(Refusal(.handshake(problem), platform: platform.name)), platform)
            }
            return Reception(.answered(.init("text/plain", value), nil), platform)
        }
        return nil
    }

    /// Makes a receipt of a body that asks for one of its members.
    ///
    /// - Parameters:
    ///   - question: What it asks for.
    ///   - platform: The platform, whose own the delivery is.
    ///   - verdict: How the sender was examined: a sender who is not verified gets no answer.
    /// - Returns: The receipt.
    func answer(to question: HandshakeQuestion, from platform: Platform, _ verdict: Verdict) -> Receipt {
        let event = question.event
        guard let verifier = verifiers[platform.name], let secret = verdict.secretIndex else {
            let problem = "a handshake is answered where a secret is set, and not without proof"
            return .refused(Refusal(.notAuthentic(problem), event: event))
        }
        guard let token = question.token, HandshakeToken.isWord(token) else {
            let problem = "\(question.name): expected 1 to 100 letters, digits, - and _"
            return .refused(Refusal(.handshake(problem), event: event))
        }
        guard let names = question.signed else { return .answered(.init("text/plain", token), event) }
        guard let code = verifier.code(of: token, bySecret: secret) else {
            return .refused(Refusal(.fault("a handshake asks for a code that the proof has no key for"), event: event))
        }
        var writer = JSONWriter()
        writer.value([
            names.token: .string(String(decoding: token, as: UTF8.self)), names.code: .string(Hex.text(of: code)),
        ])
        return .answered(.init("application/json", writer.bytes), event)
    }

    /// Returns what a body of a trusted sender asks for, although no answer is awaited.
    func handshake(in body: JSONNode, from platform: Platform?, of facts: DeliveryFacts) -> EventReference? {
        for platform in platform.map({ [$0] }) ?? greeting {
            if let question = platform.question(in: body, of: facts) { return question.event }
        }
        return nil
    }
}

/// What a handshake may ask for.
private enum HandshakeToken {
    /// Whether it is short and printable: what a browser shows as it is.
    static func isText(_ bytes: [UInt8]) -> Bool {
        (1...1_024).contains(bytes.count) && bytes.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// Whether it is a short word.
    ///
    /// Otherwise a sender could ask for the code of `v0:TIME:BODY`, and get the signature of an event.
    static func isWord(_ bytes: [UInt8]) -> Bool {
        (1...100).contains(bytes.count) && bytes.allSatisfy { PathSegment.isAllowed($0) }
    }
}

/// What a body asks for.
struct HandshakeQuestion {
    /// The member's path, as text.
    let name: String
    /// What stands there, or nil if there is no text.
    let token: [UInt8]?
    /// The names of token and code in an answer that has both, or nil if the token alone is the answer.
    let signed: (token: String, code: String)?
    /// The type that the body states.
    let event: EventReference
}

extension Platform {
    /// Returns what a body asks for, or nil if it brings events.
    func question(in body: JSONNode, of facts: DeliveryFacts) -> HandshakeQuestion? {
        for handshake in handshakes {
            let (path, type, place): ([String], String, EventTypePlace)
            var signed: (token: String, code: String)?
            switch handshake {
            case .echoParameter: continue
            case .echoMember(let member, let its, let at): (path, type, place) = (member, its, at)
            case .signMember(let member, let its, let at, let token, let code):
                (path, type, place) = (member, its, at)
                signed = (token, code)
            }
            guard place.type(of: body, facts)?.text == type else { continue }
            return HandshakeQuestion(
                name: path.joined(separator: "."), token: body.token(at: path), signed: signed,
                event: EventReference(platform: name, type: type))
        }
        return nil
    }
}

extension JSONNode {
    /// The text at the end of a path, as bytes, or nil if there is none.
    fileprivate func token(at path: [String]) -> [UInt8]? {
        var node = self
        for key in path {
            guard let member = node[key] as JSONNode? else { return nil }
            node = member
        }
        return node.string.map { Array($0.utf8) }
    }
}

extension Delivery {
    /// The values of each parameter of a name in the query, as forms are written, or nil for one with a broken escape.
    fileprivate func parameters(named name: String) -> [[UInt8]?] {
        query.utf8.split(separator: UInt8(ascii: "&")).compactMap { field in
            let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = parts.first, key.unescaped == Array(name.utf8) else { return nil }
            return .some(parts.count > 1 ? parts[1].unescaped : [])
        }
    }
}

extension Substring.UTF8View {
    /// The bytes that escapes stand for, or nil if one is broken.
    fileprivate var unescaped: [UInt8]? {
        var (bytes, rest): ([UInt8], Self) = ([], self)
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard rest.count >= 2, let escaped = Hex.bytes(of: Substring(rest.prefix(2))) else { return nil }
                bytes += escaped
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
