import Calling
import LearnHooks
import Testing

/// Who is asked about, and who is remembered.
struct LearnerCacheTests {
    private let ada = LearnerNames.Name(id: "ada", name: "Ada", email: nil)
    private let group = ["invite": ["i"]]
    private let now = ContinuousClock.now

    @Test func whoWasFoundIsNotAskedAboutAgain() {
        var cache = LearnerCache()
        #expect(cache.decision(on: "ada", in: group, at: now) == .ask)
        cache.remember([ada], in: group, at: now)
        #expect(cache.decision(on: "ada", in: group, at: now + .seconds(86_400)) == .known(ada))
    }

    @Test func whoWasNotFoundIsAskedAboutLater() {
        var cache = LearnerCache()
        cache.remember([], in: group, at: now)
        #expect(cache.decision(on: "ada", in: group, at: now + .seconds(59)) == .known(nil))
        #expect(cache.decision(on: "ada", in: group, at: now + LearnerCache.patience) == .ask)
    }

    @Test func theOldestAreForgotten() {
        for cache in [LearnerCache(mostGroups: 2), LearnerCache(mostNames: 2)] {
            var cache = cache
            for second in 0..<3 {
                cache.remember([ada], in: ["invite": ["\(second)"]], at: now + .seconds(second))
            }
            let decisions = (0..<3).map { cache.decision(on: "ada", in: ["invite": ["\($0)"]], at: now) }
            #expect(decisions == [.ask, .known(ada), .known(ada)])
        }
    }
}
