import LearnHooks

/// A user completed a lesson of a course.
struct LessonCompleted: EventHandler {
    static let eventType = "lesson.completed"
    static let kinds: [Action.Kind] = [.activityCompleted]

    struct Payload: JSONReadable {
        let user: User?
        let lesson: Action.Object
        let details: JSONValue?

        init(json: JSONNode) throws(JSONError) {
            let lesson: JSONNode = try json["lesson"]
            let id: Identifier = try lesson["id"]
            let course: Identifier? = json["course", "id"]
            let parent = Action.Object(
                type: .course, id: course?.text, name: json["course", "name"], platformType: "course")
            self.lesson = Action.Object(
                type: .lesson, id: id.text, name: lesson["name"], platformType: "lesson",
                parent: parent.id == nil ? nil : parent)
            user = json["user"]
            let (chapter, enrollment): (JSONNode?, JSONNode?) = (json["chapter"], json["enrollment"])
            details = [
                "chapter": chapter?.picking("id", "name"), "enrollment": enrollment?.picking("id"),
                "lesson": lesson.picking("position", "type"),
            ]
        }
    }

    func actions(for event: Envelope<Payload>) -> [Action] {
        [
            Action(
                .activityCompleted, learner: event.payload.user?.learner, object: event.payload.lesson,
                result: Action.Result(completion: true), time: event.time, details: event.payload.details,
                key: event.key)
        ]
    }
}
