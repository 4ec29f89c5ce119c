/// Returns the name that someone may have meant: one that begins as they wrote, or differs from it by few letters.
func nearestName(to name: String, among names: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(100))
    let candidates = names.map { (name: $0, scalars: Array($0.lowercased().unicodeScalars)) }
    if let longer = candidates.first(where: { !wanted.isEmpty && $0.scalars.starts(with: wanted) }) {
        return longer.name
    }
    let best =
        candidates
        .map { (name: $0.name, distance: editDistance(wanted, $0.scalars)) }
        .min { $0.distance < $1.distance }
    guard let best, best.distance <= max(1, wanted.count / 3) else { return nil }
    return best.name
}

/// How many letters must be added, removed or replaced to make one text of the other.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var row = Array(0...b.count)
    for (i, scalar) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in b.enumerated() {
            let replaced = diagonal + (scalar == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[b.count]
}
