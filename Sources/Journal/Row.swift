package import LearnHooks

/// What goes to destinations: an action, or a delivery as it came.
package enum Row: Sendable {
    /// An action.
    case action(IdentifiedAction)
    /// A delivery's body.
    case delivery(DeliveredBody)

    /// What tells the row from others.
    package var id: String {
        switch self {
        case .action(let action): action.id
        case .delivery(let body): body.id
        }
    }

    /// Of which rows the order is kept.
    package var orderKey: OrderKey {
        switch self {
        case .delivery(let body): OrderKey(body.id)
        case .action(let action): OrderKey(action)
        }
    }
}
