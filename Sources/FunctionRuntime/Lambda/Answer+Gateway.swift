import LearnHooks

extension Answer {
    /// The answer as a function behind a URL gives it.
    ///
    /// Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html, Response payload format.
    var gatewayResponse: [UInt8] {
        let text = String(validating: body, as: UTF8.self)
        var writer = JSONWriter(capacity: body.count + 512)
        writer.object { response in
            response.member("statusCode", JSONNumber(status))
            response.member("headers", .object(headers.map { .init($0.name.lowercased(), .string($0.value)) }))
            response.member("body", text ?? Base64.text(of: body))
            response.member("isBase64Encoded", text == nil)
        }
        return writer.bytes
    }
}
