/// What Lambda says of a call that is over: its line `REPORT`.
///
/// Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
struct CallReport {
    let id: String
    let duration: Duration
    /// The memory that the function is said to have, in megabytes.
    let memorySize: String
    /// The most memory that the process has held, in bytes, or nil if the system does not say.
    let peakMemory: Int?
    /// How long the process took to come up; nil in all reports but its first.
    let initDuration: Duration?
    let status: CallResult.Status

    /// The line, its parts between tabs.
    var line: String {
        var parts = [
            "REPORT RequestId: \(id)", "Duration: \(duration.milliseconds) ms",
            "Billed Duration: \(Int((duration / .milliseconds(1)).rounded(.up))) ms", "Memory Size: \(memorySize) MB",
        ]
        if let peakMemory { parts.append("Max Memory Used: \((peakMemory + (1 << 20) - 1) >> 20) MB") }
        if let initDuration { parts.append("Init Duration: \(initDuration.milliseconds) ms") }
        if status != .success { parts.append("Status: \(status.rawValue)") }
        return parts.joined(separator: "\t")
    }
}

extension Duration {
    /// The milliseconds, with two digits behind the point.
    var milliseconds: String {
        let hundredths = Int((self / .microseconds(10)).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
