import LearnHooks

/// A student bought a bundle of courses.
///
/// The documents' table leaves the event out, but its body is documented.
struct BundlePaymentReceived: EventHandler {
    static let eventType = "BUNDLE_PAYMENT_RECEIVED"
    static let kinds: [Action.Kind] = [.paymentReceived]

    struct Purchase: JSONReadable {
        let user: Student?
        let bundle: Action.Object

        init(json: JSONNode) throws(JSONError) {
            let bundle: JSONNode = try json["bundle"]
            let id: Int64 = try bundle["id"]
            self.bundle = Action.Object(
                type: .bundle, id: String(id), name: bundle["name"], slug: bundle["slug"], platformType: "bundle")
            user = json["user"]
        }
    }

    func actions(for event: Envelope<Purchase>) -> [Action] {
        [
            Action(
                .paymentReceived, learner: event.data.user?.learner, object: event.data.bundle, key: event.key)
        ]
    }
}
