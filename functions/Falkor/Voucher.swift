import LearnHooks

/// One person's voucher for a reward.
/// Source: https://developer.docs.falkor.io/pathways/rewards/consume
struct Voucher: JSONReadable {
    let person: Person
    let guid: Identifier?
    let state: State

    enum State: String, WireWord {
        case pending, notified, verify, redeemed, expired

        /// Whether the platform has told the user, or asks for confirmation, does not matter: the voucher exists.
        var kind: Action.Kind {
            switch self {
            case .pending, .notified, .verify: .rewardEarned
            case .redeemed: .rewardRedeemed
            case .expired: .rewardExpired
            }
        }
    }

    init(json: JSONNode) throws(JSONError) {
        state = try json["state"]
        person = Person(json: json)
        guid = json["guid"]
    }

    func action(on reward: Rewards.Reward, of pathway: Pathway?, _ voucher: JSONNode) -> Action {
        Action(
            state.kind, learner: person.learner,
            object: Action.Object(
                type: .reward, id: reward.id.text, name: reward.name, platformType: "reward",
                parent: pathway?.object),
            // `expires` is a date of undocumented form, or "never".
            details: voucher.picking("guid", "country", "city", "state", "expires"),
            key: Action.Key([.text(guid?.text)], row: voucher))
    }
}
