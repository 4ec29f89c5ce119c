import LearnHooks

/// A user bought a product: a course, a bundle, a subscription.
struct ProductBought: EventHandler {
    static let eventType = "productBought"
    static let kinds: [Action.Kind] = [.paymentReceived]

    struct Contents: JSONReadable {
        let user: User?
        let payment: Identifier?
        let paidAt: FractionalSeconds?
        let product: Action.Object
        let details: JSONValue?

        init(json: JSONNode) throws(JSONError) {
            let payment: JSONNode = try json["payment"]
            let product: JSONNode = try payment["product"]
            let id: Identifier = try product["id"]
            let type: String? = product["type"]
            self.product = Action.Object(
                type: type == "course" ? .course : .bundle, id: id.text, name: product["name"], platformType: type)
            user = json["user"]
            self.payment = payment["id"]
            paidAt = payment["paid_at"]
            details = [
                "payment": payment.picking(
                    "id", "created", "gateway", "invoice", "coupon", "discount", "price", "tax_amount",
                    "tax_percentage", "transaction_id", "type")
            ]
        }
    }

    func actions(for event: Envelope<Contents>) -> [Action] {
        let data = event.data
        return [
            Action(
                .paymentReceived, learner: data.user?.learner, object: data.product, time: data.paidAt?.time,
                details: data.details,
                key: [.text(data.user?.id?.text), .text(data.payment?.text), .time(data.paidAt?.time)])
        ]
    }
}
