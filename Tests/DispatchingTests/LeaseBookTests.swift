import Dispatching
import Journal
import Testing

/// What a replica takes and gives up, and until when it may send.
@Suite struct LeaseBookTests {
    private static func replica(_ number: Int, _ destinations: [String] = ["lrs", "crm"]) -> Replica {
        Replica(id: [UInt8(number)], destinations: destinations)
    }

    /// A database as several replicas see it, each with its book, which look in turns.
    private struct World {
        var books: [LeaseBook] = []
        var owners: [CursorName: [UInt8]] = [:]
        var time = Duration.zero

        var table: LeaseTable {
            let live = Set(books.map(\.replica.id))
            return LeaseTable(
                replicas: books.map(\.replica),
                leases: owners.map { Lease(name: $0.key, owner: $0.value, isOver: !live.contains($0.value)) })
        }

        /// Each looks once, takes what it can, and gives up what it is to.
        mutating func turn() {
            time += .seconds(1)
            for index in books.indices {
                let decision = books[index].looked(table, asked: time, isRenewed: books[index].renews(at: time))
                let free = decision.take.filter { name in
                    owners[name].map { owner in !books.contains { $0.replica.id == owner } } ?? true
                }
                for name in free { owners[name] = books[index].replica.id }
                books[index].took(free, asked: time)
                for name in books[index].leaving { owners[name] = nil }
                books[index].gaveUp(books[index].leaving)
            }
        }

        func shares(of destination: String) -> [Int] {
            books.map { book in owners.count { $0.key.destination == destination && $0.value == book.replica.id } }
        }
    }

    @Test(arguments: 1...17) func sharesEvenOutAsReplicasComeAndGo(_ count: Int) {
        var world = World()
        for number in 0..<count {
            world.books.append(LeaseBook(Self.replica(number), length: .seconds(30)))
            world.turn()
        }
        for _ in 0..<5 { world.turn() }
        for destination in ["lrs", "crm"] {
            let shares = world.shares(of: destination)
            #expect(shares.reduce(0, +) == 16)
            #expect((shares.max() ?? 0) - (shares.min() ?? 0) <= 1, "\(shares)")
        }
        let before = world.owners
        for _ in 0..<5 { world.turn() }
        #expect(world.owners == before, "nothing moves without a reason")
        guard count > 1 else { return }
        world.books.removeFirst()
        for _ in 0..<5 { world.turn() }
        #expect(world.shares(of: "lrs").reduce(0, +) == 16)
    }

    @Test func aDestinationIsSharedByThoseWhoHaveIt() {
        var world = World()
        world.books = [
            LeaseBook(Self.replica(1), length: .seconds(30)), LeaseBook(Self.replica(2, ["crm"]), length: .seconds(30)),
        ]
        for _ in 0..<5 { world.turn() }
        #expect(world.shares(of: "lrs") == [16, 0])
        #expect(world.shares(of: "crm") == [8, 8])
    }

    @Test func noRequestMayOutliveItsLease() {
        let name = CursorName(destination: "lrs", shard: 3)
        var book = LeaseBook(Self.replica(1), length: .seconds(30))
        #expect(!book.permits(name, .seconds(1), at: .zero))
        book.took([name], asked: .seconds(100))
        #expect(book.permits(name, .seconds(15), at: .seconds(113)))
        #expect(!book.permits(name, .seconds(15), at: .seconds(113) + .milliseconds(1)))
        #expect(book.permits(CursorName(destination: "lrs", shard: 3, replay: 7), .seconds(15), at: .seconds(113)))
        // A replica was stopped for longer than its lease, and goes on.
        #expect(!book.permits(name, .zero, at: .seconds(200)))
    }

    @Test func aLeaseLastsFromBeforeItsRenewalWasSent() {
        let name = CursorName(destination: "lrs", shard: 3)
        var book = LeaseBook(Self.replica(1, ["lrs"]), length: .seconds(30))
        book.took([name], asked: .zero)
        let table = LeaseTable(
            replicas: [Self.replica(1, ["lrs"])], leases: [Lease(name: name, owner: [1], isOver: false)])
        #expect(book.renews(at: .seconds(10)))
        _ = book.looked(table, asked: .seconds(10), isRenewed: true)
        #expect(!book.renews(at: .seconds(19)))
        #expect(book.permits(name, .seconds(15), at: .seconds(23)))
        #expect(!book.permits(name, .seconds(15), at: .seconds(24)))
        // A look that renews nothing makes none last.
        _ = book.looked(table, asked: .seconds(19), isRenewed: false)
        #expect(!book.permits(name, .seconds(15), at: .seconds(24)))
    }

    @Test func whatAnotherHasTakenIsNoMore() {
        let name = CursorName(destination: "lrs", shard: 3)
        var book = LeaseBook(Self.replica(1, ["lrs"]), length: .seconds(30))
        book.took([name], asked: .zero)
        let table = LeaseTable(
            replicas: [Self.replica(1, ["lrs"]), Self.replica(2, ["lrs"])],
            leases: [Lease(name: name, owner: [2], isOver: false)])
        let decision = book.looked(table, asked: .seconds(1), isRenewed: true)
        #expect(!book.permits(name, .zero, at: .seconds(1)))
        #expect(!decision.take.contains(name))
    }
}
