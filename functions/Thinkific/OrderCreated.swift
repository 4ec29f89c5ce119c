import LearnHooks

/// A user bought a product: a course, or a bundle of them, which the documents do not tell apart.
struct OrderCreated: EventHandler {
    static let eventType = "order.created"
    static let kinds: [Action.Kind] = [.paymentReceived]

    struct Order: JSONReadable {
        let user: User?
        let product: Action.Object
        let details: JSONValue?

        init(json: JSONNode) throws(JSONError) {
            let id: Identifier = try json["product_id"]
            product = Action.Object(
                type: .bundle, id: id.text, name: json["product_name"], platformType: "product")
            user = json["user"]
            details = json.picking(
                "id", "order_number", "status", "payment_type", "amount_cents", "amount_dollars", "coupon",
                "affiliate_referral_code", "billing_name", "created_at")
        }
    }

    func actions(for event: Envelope<Order>) -> [Action] {
        [
            Action(
                .paymentReceived, learner: event.payload.user?.learner, object: event.payload.product,
                time: event.time, details: event.payload.details, key: event.key)
        ]
    }
}
