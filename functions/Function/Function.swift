import Catalog
import FunctionRuntime

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The program of a container: every function that there is, or the one that it is told.
@main
struct Function {
    static func main() {
        FunctionProgram.main(
            CommandLine.arguments, environment: ProcessInfo.processInfo.environment, catalog: catalog, apis: apis)
    }
}
