import LearnHooks

/// Someone obtained a reward; the list holds the vouchers that are not redeemed yet.
/// Source: https://developer.docs.falkor.io/pathways/webhooks/rewards
struct Rewards: EventHandler {
    static let eventType = "rewards"
    static let kinds: [Action.Kind] = [.rewardEarned, .rewardRedeemed, .rewardExpired]

    struct Event: JSONReadable {
        let pathway: Pathway?
        let rewards: JSONRows<Reward>

        init(json: JSONNode) throws(JSONError) {
            rewards = try json["data", "rewards"]
            pathway = json["data", "pathway"]
        }
    }

    struct Reward: JSONReadable {
        let id: Identifier
        let name: String?
        let vouchers: JSONRows<Voucher>?

        init(json: JSONNode) throws(JSONError) {
            id = try json["ID"]
            vouchers = try json.ifPresent("vouchers")
            name = json["name"]
        }
    }

    func actions(for event: Event) -> [Action] {
        event.rewards.actions(of: "falkor") { reward, _ in
            reward.vouchers?.actions(of: "falkor") { voucher, sent in
                [voucher.action(on: reward, of: event.pathway, sent)]
            } ?? []
        }
    }
}
