#if Faults
    import Synchronization

    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Musl)
        import Musl
    #else
        import Glibc
    #endif
#endif

/// Something that goes wrong on demand, in a build with the trait `Faults`; in any other build nothing does, and nothing is asked.
///
/// `LEARNHOOKS_FAULT` has the names, joined by commas. A crash point kills the process (-9) when it is reached for the first time, or
/// for the time that stands behind a colon: `committed:7`. Source of the points: the contract's crash points.
package enum Fault: String, CaseIterable, Sendable {
    /// A delivery was verified, and the writer does not have it.
    case verified
    /// A delivery is in the tables, and is not committed.
    case inserted
    /// A delivery is committed, and not answered.
    case committed
    /// Half of the answer was written.
    case answeredByHalf = "answered-by-half"
    /// Rows were read, and not sent.
    case read
    /// Half of a request to a destination was written.
    case sentByHalf = "sent-by-half"
    /// A destination has taken rows, and its answer was not read yet.
    case taken
    /// The answer was looked at, and nothing is written down of it.
    case unsettled
    /// A request of several rows did not pass, and the first of them was not sent alone yet.
    case divided
    /// A row was set aside, and the next was not sent yet.
    case setAside = "set-aside"
    /// Exceptions are written, and the cursor has not moved.
    case settling
    /// Contents were let go of, and what goes with them was not.
    case pruning
    /// The tables are there, and their version is not.
    case migrating
    /// An answer is given as many milliseconds before the commit that it tells of as stand behind the colon, as a disk would take
    /// that is slow: what the proofs must notice.
    case answerBeforeCommit = "answer-before-commit"
    /// The clock that is handed in is off by as many seconds as stand behind the colon, which may be negative.
    case clock

    /// Whether it was asked for.
    @inlinable
    package var isOn: Bool {
        #if Faults
            number != nil
        #else
            false
        #endif
    }

    /// By how many seconds the clock is off.
    @inlinable
    package static var clockOffset: Int64 {
        #if Faults
            clock.number ?? 0
        #else
            0
        #endif
    }

    /// Counts that this point was passed.
    ///
    /// - Parameter isPoint: Whether the place that was passed is the point.
    /// - Returns: Whether it was asked for, and this is the time that was asked for.
    @inlinable
    package func isReached(where isPoint: @autoclosure () -> Bool = true) -> Bool {
        #if Faults
            if let number, isPoint() { isCounted(to: number) } else { false }
        #else
            false
        #endif
    }

    /// Kills the process where the point is reached.
    @inlinable
    package func crash(where isPoint: @autoclosure () -> Bool = true) {
        #if Faults
            if isReached(where: isPoint()) { Self.kill() }
        #endif
    }

    /// Waits for as many milliseconds as stand behind the colon.
    @inlinable
    package func wait() {
        #if Faults
            if let number { rest(number) }
        #endif
    }

    /// Ends the process at once (-9), in a build that has faults.
    @inlinable
    package static func kill() {
        #if Faults
            end()
        #endif
    }

    #if Faults
        /// What was asked for, and the number that stands behind each; this one place reads it, for no other build has it.
        private static let chosen: [String: Int64] = {
            let text = unsafe getenv("LEARNHOOKS_FAULT").map { unsafe String(cString: $0) } ?? ""
            let chosen = text.split(separator: ",").map { fault -> (String, Int64) in
                let parts = fault.split(separator: ":", maxSplits: 1)
                guard let name = parts.first.map(String.init), Self(rawValue: name) != nil,
                    let number = parts.count > 1 ? Int64(parts[1]) : 1
                else { preconditionFailure("LEARNHOOKS_FAULT: \(fault) is no fault") }
                return (name, number)
            }
            return Dictionary(chosen) { $1 }
        }()
        private static let passed = Mutex<Int64>(0)

        @usableFromInline var number: Int64? { Self.chosen[rawValue] }

        @usableFromInline
        func isCounted(to number: Int64) -> Bool {
            Self.passed.withLock { passed in
                passed += 1
                return passed == number
            }
        }

        @usableFromInline func rest(_ milliseconds: Int64) { usleep(UInt32(clamping: milliseconds) * 1_000) }

        @usableFromInline
        static func end() {
            #if canImport(Darwin)
                _ = Darwin.kill(getpid(), SIGKILL)
            #elseif canImport(Musl)
                _ = Musl.kill(getpid(), SIGKILL)
            #else
                _ = Glibc.kill(getpid(), SIGKILL)
            #endif
        }
    #endif
}
