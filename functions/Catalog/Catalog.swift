import Falkor
import Instruqt
import Knolyx
import Konstantly
public import LearnHooks
import LearnHouse
import LearnWorlds
import Thinkific

/// The platforms that LearnHooks knows, in the order of their names.
public let catalog: [Platform] = [
    .falkor,
    .instruqt,
    .knolyx,
    .konstantly,
    .learnhouse,
    .learnworlds,
    .thinkific,
]
