/// What a caller says it would like to get.
struct AcceptHeader: Sendable {
    private let values: [String]

    init(_ values: [String]) {
        self.values = values
    }

    /// Whether a media type is asked for by its name, and not with a weight of nothing.
    ///
    /// Source: RFC 9110, 12.5.1.
    func names(_ mediaType: String) -> Bool {
        values.lazy.flatMap { $0.split(separator: ",") }.contains { range in
            let parts = range.split(separator: ";").map { $0.lowercased().filter { $0 != " " && $0 != "\t" } }
            let isRefused = parts.dropFirst().contains {
                $0.hasPrefix("q=0") && $0.dropFirst(3).allSatisfy { ".0".contains($0) }
            }
            return parts.first == mediaType && !isRefused
        }
    }
}
