public import LearnHooks

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The machine's clock: the only place that reads the time of day.
public enum SystemClock: Sendable {
    /// Returns the present time, to the millisecond.
    @Sendable public static func now() -> Timestamp {
        var time = timespec()
        // The structure is the system's own, and it is told where that is for the length of the call.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(unixMilliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000) ?? .epoch
    }
}
