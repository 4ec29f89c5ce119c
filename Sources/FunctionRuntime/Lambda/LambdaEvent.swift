import ActionFormats
import LearnHooks

/// What an invocation brings.
enum LambdaEvent {
    /// What was sent to the function's URL: payload format 2.0.
    case delivery(Delivery)
    /// What was handed to the function by whoever may invoke it: a CloudEvent, several, or a bare payload.
    case message(Delivery)

    /// Recognises the payload of an invocation.
    ///
    /// - Throws: `InvocationError` for what is no JSON, or an event of a kind that is not taken, which it names.
    init(_ invocation: Invocation) throws(InvocationError) {
        let event: JSONNode
        do throws(JSONError) {
            event = try JSONDocument(parsing: invocation.payload).root
        } catch {
            throw InvocationError("Function.MalformedEvent", "\(error)")
        }
        if let name = Self.foreign(event) {
            throw InvocationError("Function.UnsupportedEvent", "\(name): expected payload format 2.0")
        }
        if RecordedDelivery.isOne(event) {
            do {
                self = .delivery(try event.read(RecordedDelivery.self).delivery)
            } catch {
                throw InvocationError("Function.MalformedEvent", "an event of payload format 2.0: \(error)")
            }
        } else {
            self = .message(Self.message(event, invocation))
        }
    }

    /// The name of an event of HTTP in another format; nil for others.
    ///
    /// Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html,
    /// https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html
    private static func foreign(_ event: JSONNode) -> String? {
        guard let context = event["requestContext"], context.kind == .object else { return nil }
        if context["elb"] != nil { return "an event of a load balancer" }
        if event["httpMethod"] != nil || event["version"]?.string == "1.0" {
            return "an event of API Gateway in payload format 1.0"
        }
        if context["connectionId"] != nil { return "an event of a WebSocket API" }
        return nil
    }

    /// The message that would bring the event over HTTP: also what is kept of it where it cannot be handled.
    private static func message(_ event: JSONNode, _ invocation: Invocation) -> Delivery {
        let type = Delivery.HeaderField(
            "Content-Type", event.kind == .array ? CloudEvent.batchMediaType : CloudEvent.mediaType)
        let attributes = [("specversion", "1.0"), ("id", invocation.id), ("source", "/lambda"), ("type", "invocation")]
        let isBare = event.kind != .array && event["specversion"] == nil
        return Delivery(
            method: "POST", path: "/",
            headers: isBare ? attributes.map { .init("ce-\($0)", $1) } : [type], body: invocation.payload)
    }
}
