import LearnHooks

/// A student bought a bundle of courses.
///
/// The documents' table leaves the event out, but its body is documented.
struct BundlePaymentReceived: EventHandler {
    static let eventType = "BUNDLE_PAYMENT_RECEIVED"
    static let kinds: [Action.Kind] = [.paymentReceived]

    struct Purchase: Decodable {
        let user: Student?
        let bundle: Bundle

        struct Bundle: Decodable {
            let id: Int64
            let slug: String?
            let name: String?
        }
    }

    func actions(for event: Envelope<Purchase>) -> [Action] {
        let bundle = event.data.bundle
        return [
            Action(
                .paymentReceived, learner: event.data.user?.learner,
                object: Action.Object(
                    type: "bundle", id: String(bundle.id), name: bundle.name, slug: bundle.slug,
                    platformType: "bundle"),
                key: event.key)
        ]
    }
}
