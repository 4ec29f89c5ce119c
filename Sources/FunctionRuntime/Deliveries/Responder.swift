package import LearnHooks
package import NIOCore

/// A type that has an answer to every request, whatever it holds.
package protocol Responder: Sendable {
    /// Judges a request by its head, while its body is still to come.
    ///
    /// - Parameter head: The request without its body.
    /// - Returns: The answer to a request that no body can save; nil where the body is worth reading.
    func refusal(ofHead head: Delivery) -> Answer?

    /// Returns the answer, or the promise of one where others must be asked first.
    ///
    /// - Parameters:
    ///   - request: The request, whose body is whole.
    ///   - eventLoop: Where others are asked.
    /// - Returns: The answer, or the promise.
    func respond(to request: Delivery, on eventLoop: any EventLoop) -> Response

    /// Why no delivery can be taken just now; nil where they can.
    var obstacle: String? { get }

    /// Keeps all promises of answers now, because nobody waits any longer.
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
    /// What whoever sent it has proven is on its way to where it goes.
    case later(EventLoopFuture<Answer>)
}
