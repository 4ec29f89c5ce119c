import LearnHooks

/// One person's voucher for a reward.
/// Source: https://developer.docs.falkor.io/pathways/rewards/consume
struct Voucher: Decodable {
    let person: Person
    let guid: String?
    let state: State

    enum State: String, WireWord {
        case pending, notified, verify, redeemed, expired

        /// Whether the user was told, or is asked to confirm, is a matter between user and platform: the voucher is there.
        var kind: Action.Kind {
            switch self {
            case .pending, .notified, .verify: .rewardEarned
            case .redeemed: .rewardRedeemed
            case .expired: .rewardExpired
            }
        }
    }

    private enum CodingKeys: CodingKey {
        case guid, state
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        person = try Person(from: decoder)
        guid = try container.decodeIfPresent(String.self, forKey: .guid)
        state = try container.decode(State.self, forKey: .state)
    }

    func action(on reward: Rewards.Reward, of pathway: Pathway?, _ voucher: JSONNode) -> Action {
        Action(
            state.kind, learner: person.learner,
            object: Action.Object(
                type: "reward", id: reward.id.text, name: reward.name, platformType: "reward",
                parent: pathway?.object),
            // `expires` is a date of undocumented form, or "never".
            details: voucher.picking("guid", "country", "city", "state", "expires"),
            key: Action.Key([.text(guid)], row: voucher))
    }
}
