import ActionFormats
import LearnHooks

/// What an invocation brings.
enum LambdaEvent {
    /// What was sent to the function's URL: payload format 2.0.
    case delivery(Delivery)
    /// What a permitted caller handed to the function: a CloudEvent, several, or a bare payload.
    case message(Delivery)

    /// Recognises the payload of an invocation.
    ///
    /// - Throws: `InvocationError` for what is not JSON, or an event of a kind that is not taken, which it names.
    init(_ invocation: Invocation) throws(InvocationError) {
        let event: JSONNode
        do throws(JSONError) {
            event = try JSONDocument(parsing: invocation.payload).root
        } catch {
            throw InvocationError("Function.MalformedEvent", "\(error)")
        }
        // A CloudEvent says what it is.
        if event["specversion"] == nil, let name = ForeignEvent.name(of: event) {
            throw InvocationError(
                "Function.UnsupportedEvent",
                "an event of \(name): expected a request in payload format 2.0, a CloudEvent, or what a platform sends")
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
