package import LearnHooks
package import NIOCore

/// A type that has an answer to every request, whatever it holds.
package protocol Responder: Sendable {
    /// Judges a request by its head, while its body is still to come.
    ///
    /// - Parameter head: The request without its body.
    /// - Returns: The answer to a request that no body can save, or nil if the body is worth reading.
    func refusal(ofHead head: Delivery) -> Answer?

    /// Returns the answer, or the promise of one where others must be asked first.
    ///
    /// - Parameters:
    ///   - request: The request, whose body is whole.
    ///   - eventLoop: Where others are asked.
    /// - Returns: The answer, or the promise.
    func respond(to request: Delivery, on eventLoop: any EventLoop) -> Response

    /// Why no delivery can be taken just now, or nil if they can.
    var obstacle: String? { get }

    /// Answers all requests that wait now, because the server ends.
    func cutOff()
}

extension Responder {
    /// Reads every body.
    package func refusal(ofHead head: Delivery) -> Answer? { nil }

    /// Takes deliveries at all times.
    package var obstacle: String? { nil }

    /// Keeps no promise before its time.
    package func cutOff() {}
}

/// An answer, or the promise of one.
package enum Response: Sendable {
    case now(Answer)
    /// The delivery is proven, and its actions are being sent.
    case later(EventLoopFuture<Answer>)
}
