import Catalog
import FunctionRuntime

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The program of a container: it serves every function, or the one that its command names.
@main
struct Function {
    static func main() {
        FunctionProgram.main(
            CommandLine.arguments, environment: ProcessInfo.processInfo.environment, catalog: catalog, apis: apis)
    }
}
