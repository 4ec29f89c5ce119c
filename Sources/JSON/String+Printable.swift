extension Unicode.Scalar {
    /// Whether the scalar can change how a line of text is shown or read: controls, line ends, marks of direction.
    ///
    /// The two joiners belong to names in Persian and to emoji.
    var isUnprintable: Bool {
        if self == "\u{200C}" || self == "\u{200D}" { return false }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: true
        default: false
        }
    }
}

extension String {
    /// The text with every character escaped that could forge a line or command a terminal: `\u{1B}`.
    public var printable: String {
        // Most text is plain ASCII, of which that can be said at a glance.
        guard !utf8.allSatisfy({ (0x20...0x7E).contains($0) }), unicodeScalars.contains(where: \.isUnprintable) else {
            return self
        }
        return unicodeScalars.map { $0.isUnprintable ? $0.escaped(asASCII: true) : String($0) }.joined()
    }
}
