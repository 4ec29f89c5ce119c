/// What can be asked of a journal at the shell.
enum JournalVerb: String, CaseIterable {
    case list, show, dead, replay, release, drop, pause, resume, skip, remove, rename, forget, backup, restore, copy,
        check, export

    /// The words after it, as the usage shows them.
    var words: String {
        switch self {
        case .list, .dead, .release, .drop, .export: "[FILTER]"
        case .show: "ID"
        case .replay: "[FILTER] [--to DESTINATION]"
        case .pause: "DESTINATION [REASON]"
        case .resume, .skip, .remove: "DESTINATION"
        case .rename: "OLD NEW"
        case .forget: "PLATFORM ID|ADDRESS"
        case .backup, .restore: "FILE"
        case .copy: "FROM TO"
        case .check: ""
        }
    }

    /// What it does, in a line.
    var summary: String {
        switch self {
        case .list: "deliveries, the newest first"
        case .show: "one delivery, and where its actions are"
        case .dead: "what was given up, and why"
        case .replay: "send again, under the same ids"
        case .release: "try again what was given up"
        case .drop: "delete what waits or was given up"
        case .pause: "send nothing to a destination until resume"
        case .resume: "send there again"
        case .skip: "give up all that waits for a destination"
        case .remove: "delete a destination and what waits for it"
        case .rename: "give a destination another name"
        case .forget: "remove what names a learner"
        case .backup: "copy the journal while it is used"
        case .restore: "put a copy where no journal is"
        case .copy: "copy a journal to another engine"
        case .check: "look for damage"
        case .export: "recorded deliveries, for other commands"
        }
    }

    /// How many words it takes, a filter's aside.
    var counts: ClosedRange<Int> {
        switch self {
        case .list, .dead, .release, .drop, .export, .replay: 0...64
        case .show, .resume, .skip, .remove, .backup, .restore: 1...1
        case .pause: 1...64
        case .rename, .forget, .copy: 2...2
        case .check: 0...0
        }
    }
}
