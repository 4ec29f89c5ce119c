import Catalog
import LearnHooks
import Receiving
import Support
import Testing

@testable import FunctionRuntime

/// The page that Prometheus reads.
@Suite struct MetricsTests {
    private let delivery = Delivery(method: "POST", path: "/", headers: [], body: [])

    private func report(_ type: String, milliseconds: Int) -> DeliveryReport {
        let event = EventReference(platform: "knolyx", type: type)
        var report = DeliveryReport(.passedOver(event), of: delivery, at: .epoch, secretIndex: 0)
        report.duration = .milliseconds(milliseconds)
        return report
    }

    @Test func nobodyWhoSendsCanAddALabel() throws {
        let metrics = Metrics(of: try Target("knolyx", in: catalog).platforms)
        for number in 0..<100 { metrics.count(report("NEW \(number) \"\n", milliseconds: 1)) }
        metrics.count(report("PING", milliseconds: 1))
        let lines = metrics.page(connections: 3, deliveries: 2).split(separator: "\n")
        #expect(
            lines.filter { $0.hasPrefix("learnhooks_deliveries_total") } == [
                #"learnhooks_deliveries_total{platform="knolyx",type="PING",outcome="passed over"} 1"#,
                #"learnhooks_deliveries_total{platform="knolyx",type="other",outcome="passed over"} 100"#,
            ])
        #expect(lines.contains("learnhooks_connections 3"))
        #expect(lines.contains("learnhooks_deliveries_in_flight 2"))
        #expect(lines.contains(#"learnhooks_secret_matches_total{platform="knolyx",secret="1"} 101"#))
    }

    @Test func aHistogramCountsEachValueInItsBucketAndAllAbove() {
        let metrics = Metrics(of: [])
        for milliseconds in [0, 1, 2, 10, 6_000] { metrics.count(report("PING", milliseconds: milliseconds)) }
        let page = metrics.page(connections: 0, deliveries: 0)
        let name = "learnhooks_delivery_duration_seconds"
        for (bound, count) in [("0.0001", 1), ("0.001", 2), ("0.0025", 3), ("0.01", 4), ("5.0", 4), ("+Inf", 5)] {
            #expect(page.contains("\(name)_bucket{le=\"\(bound)\"} \(count)\n"))
        }
        #expect(page.contains("\(name)_count 5\n"))
        #expect(page.contains("\(name)_sum 6.013\n"))
    }

    @Test func labelsAreEscaped() {
        var page = MetricsPage()
        page.family("a", "counter", "A.", [([("b", "\\ \" \n")], 1)])
        #expect(page.text == "# HELP a A.\n# TYPE a counter\na{b=\"\\\\ \\\" \\n\"} 1\n")
    }
}
