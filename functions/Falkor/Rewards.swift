import LearnHooks

/// Someone obtained a reward; the list holds the vouchers that are not redeemed yet.
/// Source: https://developer.docs.falkor.io/pathways/webhooks/rewards
struct Rewards: EventHandler {
    static let eventType = "rewards"
    static let kinds: [Action.Kind] = [.rewardEarned, .rewardRedeemed, .rewardExpired]

    struct Event: Decodable {
        let data: List

        struct List: Decodable {
            let pathway: Pathway?
            let rewards: JSONRows<Reward>
        }
    }

    struct Reward: Decodable {
        let id: Identifier
        let name: String?
        let vouchers: JSONRows<Voucher>

        private enum CodingKeys: String, CodingKey {
            case id = "ID"
            case name, vouchers
        }
    }

    func actions(for event: Event) -> [Action] {
        event.data.rewards.actions(of: "falkor") { reward, _ in
            reward.vouchers.actions(of: "falkor") { voucher, sent in
                [voucher.action(on: reward, of: event.data.pathway, sent)]
            }
        }
    }
}
