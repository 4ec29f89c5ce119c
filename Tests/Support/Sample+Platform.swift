import Catalog
public import LearnHooks
import Receiving

extension Sample {
    /// Who sends it.
    public var sender: Platform? { catalog.first { $0.name == platform } }

    /// The function that handles it: `instruqt/track.completed`.
    public var function: String {
        get throws { "\(platform)/\(try sender?.eventType(of: document.root) ?? "")" }
    }

    /// Whether a path leads to what says of which type the event is, or to a part of it.
    public func statesType(at path: JSONPath) -> Bool {
        switch sender?.type {
        case .path(let keys): path.description == keys.joined(separator: ".")
        case .joined(let keys, _): keys.contains(path.description)
        case .header(_, let key): path.description == key
        case nil: false
        }
    }
}
