import Journal

/// The text that Prometheus reads, as it is written.
struct MetricsPage {
    private(set) var text = ""

    /// Writes a family of samples, in an order that does not change.
    mutating func family(
        _ name: String, _ type: String, _ help: String, _ samples: [(labels: [(String, String)], value: Int)]
    ) {
        heading(name, type, help)
        for line in samples.map({ "\(name)\(Self.braced($0.labels)) \($0.value)\n" }).sorted() { text += line }
    }

    /// Writes a family of histograms.
    mutating func histogram(
        _ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: DurationHistogram)]
    ) {
        heading(name, "histogram", help)
        for (labels, value) in samples {
            var count = 0
            for (bound, bucket) in zip(DurationHistogram.bounds.map { "\($0)" } + ["+Inf"], value.buckets) {
                count += bucket
                text += "\(name)_bucket\(Self.braced(labels + [("le", bound)])) \(count)\n"
            }
            text += "\(name)_sum\(Self.braced(labels)) \(value.seconds)\n\(name)_count\(Self.braced(labels)) \(count)\n"
        }
    }

    private mutating func heading(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private static func braced(_ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { name, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(name)=\"\(escaped)\""
        }
        return "{\(pairs.joined(separator: ","))}"
    }
}
