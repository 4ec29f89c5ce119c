import Calling
import LearnHooks
import Testing

/// Who is asked about, and who is remembered.
struct LearnerCacheTests {
    private let ada = Action.Learner(id: "ada", name: "Ada")
    private let unnamed = UnnamedLearner(id: "ada", group: ["invite": ["i"]])
    private let now = ContinuousClock.now

    private func decision(_ cache: LearnerCache, on learner: UnnamedLearner? = nil, after seconds: Int = 0)
        -> LearnerCache.Decision
    {
        cache.decision(
            on: learner ?? unnamed, since: now + .seconds(max(1, seconds)), at: now + .seconds(max(1, seconds)))
    }

    @Test func whoWasFoundIsNotAskedAboutAgain() {
        var cache = LearnerCache()
        #expect(decision(cache) == .ask)
        cache.remember([ada], whenAskedAbout: unnamed, at: now)
        #expect(decision(cache, after: 86_400) == .known(ada))
    }

    @Test func whoWasNotFoundIsAskedAboutLaterAndOthersAtOnce() {
        var cache = LearnerCache()
        cache.remember([], whenAskedAbout: unnamed, at: now)
        #expect(decision(cache, after: 59) == .known(nil))
        #expect(decision(cache, after: 60) == .ask)
        #expect(decision(cache, on: UnnamedLearner(id: "ben", group: unnamed.group)) == .ask)
    }

    @Test func whoWaitedMeanwhileSharesTheAnswer() {
        var cache = LearnerCache()
        cache.remember([ada], whenAskedAbout: unnamed, at: now)
        let ben = UnnamedLearner(id: "ben", group: unnamed.group)
        #expect(cache.decision(on: ben, since: now - .seconds(1), at: now) == .known(nil))
    }

    @Test func anAPIThatDoesNotAnswerIsLeftAloneForAWhile() {
        var cache = LearnerCache()
        cache.fail(at: now)
        #expect(cache.isFailing)
        #expect(decision(cache, after: 59) == .known(nil))
        #expect(decision(cache, after: 60) == .ask)
        cache.remember([ada], whenAskedAbout: unnamed, at: now)
        #expect(!cache.isFailing)
    }

    @Test func theOldestAreForgotten() {
        for cache in [LearnerCache(mostGroups: 2), LearnerCache(mostLearners: 2)] {
            var cache = cache
            let groups = (0..<3).map { UnnamedLearner(id: "ada", group: ["invite": ["\($0)"]]) }
            for (second, group) in groups.enumerated() {
                cache.remember([ada], whenAskedAbout: group, at: now + .seconds(second))
            }
            #expect(groups.map { decision(cache, on: $0, after: 9) } == [.ask, .known(ada), .known(ada)])
        }
    }
}
