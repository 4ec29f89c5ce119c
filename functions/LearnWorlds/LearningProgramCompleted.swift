import LearnHooks

/// A user completed a learning program, which is several courses.
struct LearningProgramCompleted: EventHandler {
    static let eventType = "learningProgramCompleted"
    static let kinds: [Action.Kind] = [.activityCompleted]

    struct Contents: JSONReadable {
        let program: Course
        let completion: Completion

        init(json: JSONNode) throws(JSONError) {
            program = try json["learningProgram"]
            completion = Completion(json: json)
        }
    }

    func actions(for event: Envelope<Contents>) -> [Action] {
        let program = event.data.program
        return [
            event.data.completion.action(
                program.object(.bundle, "learning program"), ["learningProgram": program.details])
        ]
    }
}
