// Reads a stream of JSON, in chunks as they would come from a pipe, and says how many values there were and how long it took.
import Foundation

let bytes = Array(try Data(contentsOf: URL(filePath: CommandLine.arguments[1])))
for _ in 0..<5 {
    let began = ContinuousClock.now
    var splitter = JSONSplitter(limit: 1 << 20)
    var values = 0
    for start in stride(from: 0, through: bytes.count, by: 1 << 16) {
        let end = min(start + 1 << 16, bytes.count)
        splitter.append(bytes[start..<end])
        for case .value in splitter.pieces(isLast: end == bytes.count) { values += 1 }
    }
    let took = (ContinuousClock.now - began) / .seconds(1)
    print(values, Double(bytes.count) / took / 1e6)
}
