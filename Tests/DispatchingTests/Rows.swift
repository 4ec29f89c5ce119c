import Dispatching
import Journal
import LearnHooks

/// Rows without much in them.
enum Rows {
    /// An action of a learner.
    static func action(
        _ number: Int, of learner: String? = nil, kind: Action.Kind = .activityCompleted, platform: String = "falkor",
        object: Action.Object = .init(type: .course, id: "C", platformType: "course")
    ) -> Row {
        let action = Action(kind, learner: learner.map { .init(id: $0) }, object: object, key: [.text("\(number)")])
        return .action(
            IdentifiedAction(
                id: "\(number)", source: "https://falkor.io", action: action,
                event: EventReference(platform: platform, type: "enrolments"), partitionKey: learner))
    }

    /// The actions of as many learners.
    static func learners(_ count: Int) -> [Row] { (0..<count).map { action($0, of: "learner \($0)") } }
}
