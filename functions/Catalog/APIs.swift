import Falkor
import Instruqt
import Knolyx
import Konstantly
public import LearnHooks

/// The platforms' own APIs, in the order of their names.
public let apis: [PlatformAPI] = [.falkor, .instruqt, .knolyx, .konstantly]
