public import LearnHooks

extension Receiver {
    /// Judges a delivery by its head, while its body is still to come.
    ///
    /// - Parameters:
    ///   - head: The delivery as far as it is there, without its body.
    ///   - now: The time of its arrival.
    /// - Returns: The reception of a delivery that no body can save, or nil if the body is worth reading.
    public func refusal(ofHead head: Delivery, at now: Timestamp) -> Reception? {
        switch examine(head, .head, at: now) {
        case .refused(let reception): reception
        case .passed: nil
        }
    }

    /// The result of examining a sender.
    enum Examination {
        case refused(Reception)
        case passed(Platform, Verdict)
    }

    /// Examines the path and the sender of a delivery, as far as it has come.
    func examine(_ delivery: Delivery, _ extent: Verifier.Extent, at now: Timestamp) -> Examination {
        guard let route = Route(path: delivery.path, behind: pathPrefix, among: target.platforms),
            let verifier = verifiers[route.platform.name]
        else { return .refused(Reception(.refused(Refusal(.noSuchPlatform)))) }
        let platform = route.platform
        let verdict = verifier.verify(delivery, segment: route.segment, at: now, extent: extent)
        guard delivery.method == platform.method else {
            let refusal = Refusal(.wrongMethod(expected: platform.method), platform: platform.name)
            return .refused(Reception(.refused(refusal), platform, verdict))
        }
        guard verdict.isAuthentic || (extent == .head && verdict.reason == nil) else {
            let refusal = Refusal(.notAuthentic(verdict.reason ?? "nothing proves it"), platform: platform.name)
            return .refused(Reception(.refused(refusal), platform, verdict))
        }
        return .passed(platform, verdict)
    }
}
