import Testing

@testable import JSON

/// A container that is used again reads its own object alone, whoever else has one.
struct ContainerPoolTests {
    struct Course: Decodable, Equatable {
        let id: Int64
    }

    struct Tree: Decodable, Equatable {
        let name: String
        let children: [Tree]?
        let course: Course?
    }

    /// What keeps the container that it was decoded by.
    struct Kept: Decodable {
        enum Key: CodingKey { case name }
        let container: KeyedDecodingContainer<Key>

        init(from decoder: any Decoder) throws { container = try decoder.container(keyedBy: Key.self) }

        var name: String? { get throws { try container.decodeIfPresent(String.self, forKey: .name) } }
    }

    private func document(_ text: String) throws -> JSONDocument { try JSONDocument(parsing: Array(text.utf8)) }

    @Test func valuesOfAStreamAreDecodedApart() throws {
        let lines = (0..<40).map { index in
            #"{"name":"\#(index)","children":[{"name":"a\#(index)","course":{"id":\#(index)}},{"name":"b\#(index)"}]}"#
        }
        var splitter = JSONSplitter(limit: 1 << 20)
        splitter.append(lines.joined(separator: "\n").utf8)
        var trees: [Tree] = []
        var kept: [Kept] = []
        for case .value(let document, _) in splitter.pieces(isLast: true) {
            kept.append(try document.root.decode(Kept.self))
            trees.append(try document.root.decode(Tree.self))
        }
        let expected = (0..<40).map { index in
            let children = [
                Tree(name: "a\(index)", children: nil, course: Course(id: Int64(index))),
                Tree(name: "b\(index)", children: nil, course: nil),
            ]
            return Tree(name: "\(index)", children: children, course: nil)
        }
        #expect(trees == expected)
        #expect(try kept.map { try $0.name } == (0..<40).map { "\($0)" })
    }

    @Test func aContainerThatIsKeptStaysAtItsObject() throws {
        let kept = try (0..<5).map { try document(#"{"name":"\#($0)"}"#).root.decode(Kept.self) }
        #expect(try kept.map { try $0.name } == ["0", "1", "2", "3", "4"])
    }

    @Test func aContainerIsReadElsewhereWhileItsThreadGoesOn() async throws {
        for round in 0..<50 {
            // The container leaves its thread inside of what is decoded, which is made and read on two of them.
            let names = try await withThrowingTaskGroup(of: [String?].self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        let kept = try (0..<20).map { try self.document(#"{"name":"\#($0)"}"#).root.decode(Kept.self) }
                        await Task.yield()
                        let others = try (20..<40).map {
                            try self.document(#"{"name":"\#($0)"}"#).root.decode(Kept.self).name
                        }
                        return try kept.map { try $0.name } + others
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(names == Array(repeating: (0..<40).map { "\($0)" }, count: 2), "round \(round)")
        }
    }

    @Test func anObjectWithinOneOfTheSameKeysHasAContainerOfItsOwn() throws {
        struct Twice: Decodable {
            let names: [String]

            init(from decoder: any Decoder) throws {
                enum Key: CodingKey { case name, next }
                let outer = try decoder.container(keyedBy: Key.self)
                let again = try decoder.container(keyedBy: Key.self)
                let inner = try outer.nestedContainer(keyedBy: Key.self, forKey: .next)
                names = try [outer, inner, again, outer].map { try $0.decode(String.self, forKey: .name) }
            }
        }
        let node = try document(#"{"name":"a","next":{"name":"b"}}"#).root
        for _ in 0..<3 { #expect(try node.decode(Twice.self).names == ["a", "b", "a", "a"]) }
    }

    /// There are more types of keys than there is room for, so that some must share their places.
    @Test func everyTypeOfKeysHasItsOwnContainer() throws {
        func expectNames<Key: CodingKey>(_ key: Key.Type, depth: Int) throws {
            guard depth > 0 else { return }
            for name in ["a", "b"] {
                let named = try document(#"{"name":"\#(name)"}"#).root.decode(Named<Key>.self)
                #expect(named.name == name)
            }
            try expectNames(Wrapped<Key>.self, depth: depth - 1)
        }
        for _ in 0..<2 { try expectNames(Kept.Key.self, depth: 300) }
    }

    struct Wrapped<Inner>: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    struct Named<Key: CodingKey>: Decodable {
        let name: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            name = try Key(stringValue: "name").map { try container.decode(String.self, forKey: $0) } ?? ""
        }
    }

    @Test func theMembersOfALargeObjectAreForgotten() throws {
        struct Sparse: Decodable { let name: String? }
        let many = (0..<200).map { #""k\#($0)":\#($0)"# }.joined(separator: ",")
        let objects = [#"{"name":"large",\#(many)}"#, "{}", #"{"name":"small"}"#, #"{\#(many)}"#, "{}"]
        let names = try document("[\(objects.joined(separator: ","))]").root.decode([Sparse].self).map(\.name)
        #expect(names == ["large", nil, "small", nil, nil])
    }

    @Test func aThreadHoldsOnToNoTextButItsLast() throws {
        weak var first: TokenizedText?
        weak var second: TokenizedText?
        do {
            let document = try document(#"{"name":"a","course":{"id":1}}"#)
            first = document.root.text
            _ = try document.root.decode(Tree.self)
        }
        var kept: Kept?
        do {
            let document = try document(#"{"name":"b","course":{"id":2}}"#)
            second = document.root.text
            _ = try document.root.decode(Tree.self)
            kept = try document.root.decode(Kept.self)
        }
        #expect(first == nil)
        _ = try document(#"{"name":"c"}"#).root.decode(Tree.self)
        #expect(second != nil)
        #expect(try kept?.name == "b")
        kept = nil
        #expect(second == nil)
    }
}
