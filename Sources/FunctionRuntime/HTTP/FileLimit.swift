#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The most files and connections that the system lets the process open.
enum FileLimit {
    /// Files besides connections: the listener, event loops, standard streams, connections to a sink.
    private static let others = 128

    /// Raises the limit, as far as the system allows, so that so many connections can be open.
    static func raise(toHold connections: Int) {
        var limit = rlimit()
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        // The structure is the system's own, and it is told where that is for the length of the call.
        guard unsafe getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, rlim_t(connections + others)))
        _ = unsafe setrlimit(resource, &limit)
    }
}
