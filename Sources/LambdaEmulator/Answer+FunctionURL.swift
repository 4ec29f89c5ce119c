import FunctionRuntime
import LearnHooks

extension Answer {
    /// The answer to a caller of the function's URL if the function fails.
    static let badGateway = Answer(
        status: 502, headers: [.init("Content-Type", "application/json")], body: Array("Internal Server Error".utf8))

    /// What is wrong with a result that is to be an answer.
    struct Misshapen: Error {
        let problem: String
    }

    /// Takes a function's result as an answer: as it says, or as it is where it has no status.
    ///
    /// Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html, Response payload format.
    /// - Throws: `Misshapen` for what Lambda would not take.
    init(functionResult result: [UInt8]) throws(Misshapen) {
        let value: JSONNode
        do throws(JSONError) {
            value = try JSONDocument(parsing: result).root
        } catch {
            throw Misshapen(problem: "not JSON: \(error)")
        }
        guard value.kind == .object, value["statusCode"] != nil else {
            self.init(status: 200, headers: [.init("Content-Type", "application/json")], body: result)
            return
        }
        do throws(JSONError) {
            let response = try value.read(Response.self)
            guard (200...599).contains(response.statusCode) else {
                throw JSONError(expected: "a status from 200 to 599")
            }
            let fields = response.headers?.fields ?? []
            let cookies = (response.cookies ?? []).map { Delivery.HeaderField("Set-Cookie", $0) }
            guard (fields + cookies).allSatisfy(\.isClean) else { throw JSONError(expected: "valid headers") }
            let text = response.body ?? ""
            guard let body = response.isBase64Encoded == true ? Base64(text)?.bytes : Array(text.utf8) else {
                throw JSONError(expected: "a body in base64")
            }
            let hasType = fields.contains { $0.name.lowercased() == "content-type" }
            let type = hasType ? [] : [Delivery.HeaderField("Content-Type", "application/json")]
            self.init(status: response.statusCode, headers: type + fields + cookies, body: body)
        } catch {
            throw Misshapen(problem: "\(error)")
        }
    }

    private struct Response: JSONReadable {
        let statusCode: Int
        let headers: Fields?
        let body: String?
        let cookies: [String]?
        let isBase64Encoded: Bool?

        init(json: JSONNode) throws(JSONError) {
            // Lambda does not accept a number in text.
            let status: JSONNode = try json["statusCode"]
            guard status.kind == .number else { throw status.located(JSONError(expected: "a number")) }
            statusCode = try status.read()
            headers = try json.ifPresent("headers")
            body = try json.ifPresent("body")
            cookies = try json.ifPresent("cookies")
            isBase64Encoded = try json.ifPresent("isBase64Encoded")
        }
    }

    /// Values may be texts, numbers or truths; what frames the body is not the function's to say.
    private struct Fields: JSONReadable {
        let fields: [Delivery.HeaderField]

        init(json: JSONNode) throws(JSONError) {
            let framing = ["content-length", "transfer-encoding", "connection"]
            var fields: [Delivery.HeaderField] = []
            for (name, value) in json.members where !framing.contains(name.lowercased()) {
                let isPlain = value.kind == .number || value.kind == .boolean
                let text = isPlain ? String(decoding: value.bytes, as: UTF8.self) : try value.read()
                fields.append(Delivery.HeaderField(name, text))
            }
            self.fields = fields
        }
    }
}

extension Delivery.HeaderField {
    /// Whether the field can stand in a header, and does not begin another.
    ///
    /// Source: RFC 9110, 5.1 and 5.5.
    fileprivate var isClean: Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
            }
            && value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
    }
}
