package import LearnHooks
package import NIOCore

/// A type that has an answer to every request, whatever it holds.
package protocol Responder: Sendable {
    /// Returns the answer, or the promise of one where others must be asked first.
    ///
    /// - Parameters:
    ///   - request: The request, whose body is whole.
    ///   - eventLoop: Where others are asked.
    /// - Returns: The answer, or the promise.
    func respond(to request: Delivery, on eventLoop: any EventLoop) -> Response
}

/// An answer, or the promise of one.
package enum Response: Sendable {
    case now(Answer)
    case later(EventLoopFuture<Answer>)
}
