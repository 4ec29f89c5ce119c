import Falkor
import Instruqt
import Knolyx
import Konstantly
public import LearnHooks
import LearnHouse
import LearnWorlds
import Thinkific

/// What learners do at the platforms, in the order of their names; a platform without a journey is simulated by its samples.
public let journeys: [Journey] = [.falkor, .instruqt, .knolyx, .konstantly, .learnhouse, .learnworlds, .thinkific]
