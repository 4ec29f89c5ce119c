import Testing

@testable import LambdaEmulator

/// The line `REPORT`, part by part.
@Suite struct CallReportTests {
    private func line(
        _ duration: Duration, peakMemory: Int? = nil, initDuration: Duration? = nil,
        status: CallResult.Status = .success
    ) -> String {
        CallReport(
            id: "a", duration: duration, memorySize: "128", peakMemory: peakMemory, initDuration: initDuration,
            status: status
        ).line
    }

    @Test func whatIsNotKnownIsNotSaid() {
        #expect(
            line(.microseconds(2_340))
                == "REPORT RequestId: a\tDuration: 2.34 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB"
        )
    }

    @Test func memoryIsRoundedUpAndTheFirstSaysHowLongItTook() {
        let first = line(.seconds(1), peakMemory: (5 << 20) + 1, initDuration: .milliseconds(9))
        #expect(first.hasSuffix("\tMax Memory Used: 6 MB\tInit Duration: 9.00 ms"))
        #expect(first.contains("\tDuration: 1000.00 ms\tBilled Duration: 1000 ms\t"))
    }

    @Test(arguments: [(CallResult.Status.error, "\tStatus: error"), (.timeout, "\tStatus: timeout")])
    func aFailureIsNamed(status: CallResult.Status, end: String) {
        #expect(line(.zero, status: status).hasSuffix(end))
    }
}
