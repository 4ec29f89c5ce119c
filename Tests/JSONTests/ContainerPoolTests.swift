import Foundation
import Synchronization
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

    @Test func aContainerIsReadElsewhereWhileItsThreadGoesOnAndWhenItIsOver() {
        final class Shared: Sendable {
            let kept = Mutex<Kept?>(nil)
            let isRead = Atomic(false)
            let (isKept, isOver) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))

            var name: String? { kept.withLock { try? $0?.name } }
        }
        let shared = Shared()
        let thread = Thread {
            shared.kept.withLock { $0 = try? document(#"{"name":"kept"}"#).root.decode(Kept.self) }
            shared.isKept.signal()
            while !shared.isRead.load(ordering: .relaxed) {
                #expect(throws: Never.self) { try document(#"{"name":"other"}"#).root.decode(Kept.self) }
            }
            shared.isOver.signal()
        }
        thread.start()
        shared.isKept.wait()
        for _ in 0..<2_000 { #expect(shared.name == "kept") }
        shared.isRead.store(true, ordering: .relaxed)
        shared.isOver.wait()
        #expect(shared.name == "kept")
    }

    /// Decodes another document while its own is being decoded, by the same keys.
    struct Interrupted: Decodable {
        let names: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Kept.Key.self)
            let before = try container.decode(String.self, forKey: .name)
            let other = try JSONDocument(parsing: Array(#"{"name":"other"}"#.utf8)).root.decode(Tree.self).name
            let kept = try JSONDocument(parsing: Array(#"{"name":"kept"}"#.utf8)).root.decode(Kept.self).name ?? ""
            names = [before, other, kept, try container.decode(String.self, forKey: .name)]
        }
    }

    @Test func aDocumentWithinADocumentIsDecodedApart() throws {
        for name in ["a", "b"] {
            let decoded = try document(#"{"name":"\#(name)"}"#).root.decode(Interrupted.self)
            #expect(decoded.names == [name, "other", "kept", name])
        }
    }

    /// Without this nothing would be wrong, but slow: it rests on how the standard library is made.
    @Test func aContainerThatNobodyKeepsIsUsedAgain() throws {
        struct Noting: Decodable {
            enum Key: CodingKey { case name }
            let noted: Noted

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Key.self)
                noted = Noted(unsafe unsafeBitCast(container, to: AnyObject.self))
            }
        }
        struct Noted {
            weak var container: AnyObject?
            init(_ container: AnyObject) { self.container = container }
        }
        #expect(ContainerPool.containersAreReferences)
        let noted = try (0..<2).map { _ in try document("{}").root.decode(Noting.self).noted }
        #expect(noted[0].container != nil)
        #expect(noted[0].container === noted[1].container)
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
        func expectKeys<Key: NumberedKey>(_ key: Key.Type) throws {
            guard Key.number < 300 else { return }
            for value in ["a", "b"] {
                let text = #"{"k0":"no","k\#(Key.number)":"\#(value)","k301":"no"}"#
                #expect(try document(text).root.decode(Numbered<Key>.self).values == [value])
            }
            try expectKeys(Wrapped<Key>.self)
        }
        for _ in 0..<2 { try expectKeys(Wrapped<Innermost>.self) }
    }

    /// A key that has one name alone, which no other type of keys has.
    protocol NumberedKey: CodingKey { static var number: Int { get } }

    struct Innermost: NumberedKey {
        static var number: Int { 0 }
        let stringValue = "k0"
        let intValue: Int? = nil
        init?(stringValue: String) { nil }
        init?(intValue: Int) { nil }
    }

    struct Wrapped<Inner: NumberedKey>: NumberedKey {
        static var number: Int { Inner.number + 1 }
        let stringValue: String
        let intValue: Int? = nil

        init?(stringValue: String) {
            guard stringValue == "k\(Self.number)" else { return nil }
            self.stringValue = stringValue
        }

        init?(intValue: Int) { nil }
    }

    struct Numbered<Key: CodingKey>: Decodable {
        let values: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            values = try container.allKeys.map { try container.decode(String.self, forKey: $0) }
        }
    }

    @Test func theMembersOfALargeObjectAreForgotten() throws {
        struct Sparse: Decodable { let name: String? }
        let many = (0..<200).map { #""k\#($0)":\#($0)"# }.joined(separator: ",")
        let objects = [#"{"name":"large",\#(many)}"#, "{}", #"{"name":"small"}"#, #"{\#(many)}"#, "{}"]
        let names = try document("[\(objects.joined(separator: ","))]").root.decode([Sparse].self).map(\.name)
        #expect(names == ["large", nil, "small", nil, nil])
    }

    /// Of a stream's values, whose texts are not let go of one by one.
    @Test func aThreadHoldsOnToNoTextButItsLast() throws {
        func value(_ text: String) throws -> JSONNode {
            var splitter = JSONSplitter(limit: 1 << 20)
            splitter.append(text.utf8)
            guard case .value(let document, _) = splitter.next(isLast: true) else {
                throw JSONError(expected: "a value")
            }
            return document.root
        }
        weak var first: TokenizedText?
        weak var second: TokenizedText?
        do {
            let node = try value(#"{"name":"a","course":{"id":1}}"#)
            first = node.text
            _ = try node.decode(Tree.self)
        }
        #expect(first != nil)
        var kept: Kept?
        do {
            let node = try value(#"{"name":"b","course":{"id":2}}"#)
            second = node.text
            _ = try node.decode(Tree.self)
            kept = try node.decode(Kept.self)
        }
        #expect(first == nil)
        _ = try value(#"{"name":"c"}"#).decode(Tree.self)
        #expect(second != nil)
        #expect(try kept?.name == "b")
        kept = nil
        #expect(second == nil)
    }

    @Test(arguments: [#"{"name":"a","course":{"id":1}}"#, #"{"name":"a","course":{"id":"x"}}"#])
    func aThreadHoldsOnToNoDocumentThatWasDecoded(text: String) throws {
        weak var held: TokenizedText?
        do {
            let document = try document(text)
            held = document.root.text
            _ = try? document.root.decode(Tree.self)
        }
        #expect(held == nil)
    }
}
