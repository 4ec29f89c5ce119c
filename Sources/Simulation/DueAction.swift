import ActionFormats
import LearnHooks
import Receiving

/// An action that is due, as a line of CloudEvents.
package struct DueAction: Sendable, Hashable {
    /// Its id.
    package let id: String
    /// The line, without its end.
    package let line: String

    /// Takes the line of a file; nil if it is not an action.
    package init?(line: some StringProtocol) {
        guard let id = (try? JSONDocument(parsing: Array(line.utf8)).root)?["id"]?.string else { return nil }
        self.id = id
        self.line = String(line)
    }

    /// Gives an action its id, and writes it.
    ///
    /// - Parameters:
    ///   - action: What a journey says is due.
    ///   - type: The wire name of the event type.
    ///   - body: The body that it is due for.
    ///   - platform: Who sends it.
    ///   - source: The origin that the actions name as their source.
    init(_ action: Action, of type: String, in body: JSONNode, from platform: Platform, source: String) {
        let event = EventReference(platform: platform.name, type: type, id: body["id"]?.string)
        let identified = action.identified(of: event, in: body, source: source)
        id = identified.id
        line = String(decoding: ActionFormat.cloudevents.text(of: identified) ?? [], as: UTF8.self)
    }
}
