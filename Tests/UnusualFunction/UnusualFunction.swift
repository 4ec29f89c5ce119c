import Foundation
import FunctionRuntime
import LearnHooks
import Support

/// The function of the platforms that are made up: what no platform of the catalog asks for, the same front ends must do.
@main
struct UnusualFunction {
    static func main() {
        FunctionProgram.main(
            CommandLine.arguments, environment: ProcessInfo.processInfo.environment, catalog: Platform.madeUp, apis: [])
    }
}
