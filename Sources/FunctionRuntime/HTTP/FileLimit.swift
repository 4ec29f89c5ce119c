#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The most files and connections that the system lets the process open.
enum FileLimit {
    /// Files besides connections: the listener, event loops, standard streams, connections to destinations.
    private static let others = 640

    /// Raises the limit, as far as the system allows, and returns how many connections can be open under it.
    ///
    /// One more would make the listener try in vain, again and again.
    static func connections(atMost wanted: Int) -> Int {
        var limit = rlimit()
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        // The structure is the system's own, and it is told where that is for the length of the call.
        guard unsafe getrlimit(resource, &limit) == 0 else { return wanted }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, rlim_t(wanted + others)))
        _ = unsafe setrlimit(resource, &limit)
        guard unsafe getrlimit(resource, &limit) == 0, let files = Int(exactly: limit.rlim_cur) else { return wanted }
        return min(wanted, max(1, files - min(others, files / 2)))
    }
}
