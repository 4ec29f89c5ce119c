#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The containers by which a thread has decoded objects, to be used again: one for each type of keys.
///
/// The standard library puts a container into a box, of another type for each type of keys. To make one takes an allocation,
/// and looks its type up in tables whose counts of readers all threads share; to use it again takes neither. Events take 13 %
/// less time so on one thread, and 9 to 10 % less on two.
@safe struct ContainerPool: ~Copyable {
    /// A container, and the place that it reads.
    private struct Slot {
        /// The container's box, which is all that a `KeyedDecodingContainer` consists of.
        var box: AnyObject?
        var keys: ObjectIdentifier?
        var unboxer: AnyClass?
        var place: ObjectPlace?
    }

    // Allocated here and freed in `deinit`, and reached through this pool alone, by its one thread: every index is below the
    // number of slots. In arrays of a class, where each access asks whether another is under way, an event took 4,200
    // instructions more, and a thread 13 % more time than without a pool.
    /// The slots, of which a type of keys chooses two; it has the second where another has the first.
    private let slots: UnsafeMutablePointer<Slot>
    /// The text that places hold on to, and the indices of their slots.
    private var text: TokenizedText?
    private var holders: [Int] = []

    private static let slotBits = 7

    private init() {
        unsafe slots = .allocate(capacity: 1 << Self.slotBits)
        unsafe slots.initialize(repeating: Slot(), count: 1 << Self.slotBits)
    }

    deinit {
        unsafe slots.deinitialize(count: 1 << Self.slotBits)
        unsafe slots.deallocate()
    }

    /// A container of an object's members.
    static func container<Key: CodingKey>(of node: JSONNode, keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        unsafe ofThread.pointee.container(of: node)
    }

    /// Lets go of the text that this thread decoded last.
    static func letGo() {
        unsafe ofThread.pointee.hold(nil)
    }

    private mutating func container<Key: CodingKey>(of node: JSONNode) -> KeyedDecodingContainer<Key> {
        if text !== node.text { hold(node.text) }
        let keys = ObjectIdentifier(Key.self)
        let index = index(of: keys)
        let slot = unsafe slots + index
        // A container that somebody has kept, or still decodes with, stays at its object: this thread, or another, may use it.
        guard unsafe slot.pointee.keys == keys, unsafe isKnownUniquelyReferenced(&slot.pointee.box),
            let place = unsafe slot.pointee.place, let box = unsafe slot.pointee.box
        else { return newContainer(of: node, at: index) }
        if place.node == nil { holders.append(index) }
        place.move(to: node)
        // What stands beside the identity of a type of keys was made for that very type, in `newContainer`.
        let unboxer = unsafe unsafeBitCast(slot.pointee.unboxer, to: Unboxer<KeyedDecodingContainer<Key>>.Type.self)
        return unboxer.container(in: box)
    }

    private func index(of keys: ObjectIdentifier) -> Int {
        // Fibonacci hashing: the upper bits of the product are below the number of slots.
        let product = UInt64(UInt(bitPattern: keys)) &* 0x9E37_79B9_7F4A_7C15
        let first = Int(product >> (64 - UInt64(Self.slotBits)))
        let other = unsafe slots[first].keys
        return other == keys || other == nil ? first : first ^ 1
    }

    @inline(never)
    private mutating func newContainer<Key: CodingKey>(of node: JSONNode, at index: Int) -> KeyedDecodingContainer<Key>
    {
        let place = ObjectPlace()
        place.move(to: node)
        let container = KeyedDecodingContainer(ObjectContainer<Key>(place: place))
        guard Self.containersAreReferences else { return container }
        if unsafe slots[index].place?.node == nil { holders.append(index) }
        unsafe slots[index] = Slot(
            box: unsafeBitCast(container, to: AnyObject.self), keys: ObjectIdentifier(Key.self),
            unboxer: Unboxer<KeyedDecodingContainer<Key>>.self, place: place)
        return container
    }

    /// Lets go of the previous text, and notes the one that places will hold on to.
    @inline(never)
    private mutating func hold(_ text: TokenizedText?) {
        for index in holders {
            if unsafe isKnownUniquelyReferenced(&slots[index].box) {
                unsafe slots[index].place?.clear()
            } else {
                unsafe slots[index] = Slot()
            }
        }
        holders.removeAll(keepingCapacity: true)
        self.text = text
    }

    /// Whether a `KeyedDecodingContainer` is nothing but a reference to its box, so that who has it is counted there.
    ///
    /// It is; the standard library does not promise it. Where it were not, no container would be used again.
    static let containersAreReferences: Bool = {
        enum Keys: CodingKey {}
        let container = KeyedDecodingContainer(ObjectContainer<Keys>(place: ObjectPlace()))
        let parts = Mirror(reflecting: container).children
        return parts.count == 1 && parts.allSatisfy { type(of: $0.value) is AnyClass }
            && MemoryLayout.size(ofValue: container) == MemoryLayout<AnyObject>.size
    }()
}

extension ContainerPool {
    // A pointer that no other thread has, to what lives as long as this one: no code of anyone else's runs while it is used.
    /// The pool of this thread.
    private static var ofThread: UnsafeMutablePointer<ContainerPool> {
        if let known = unsafe pthread_getspecific(threadKey) {
            // Nothing else is stored under this key.
            return unsafe known.assumingMemoryBound(to: ContainerPool.self)
        }
        let pool = UnsafeMutablePointer<ContainerPool>.allocate(capacity: 1)
        unsafe pool.initialize(to: ContainerPool())
        let error = unsafe pthread_setspecific(threadKey, pool)
        precondition(error == 0, "the system has no memory for a value of this thread: error \(error)")
        return unsafe pool
    }

    private static let threadKey: pthread_key_t = {
        var key = pthread_key_t()
        let error = unsafe pthread_key_create(&key) { pool in
            // Only some systems say that it may be nil.
            let known: UnsafeMutableRawPointer? = unsafe pool
            guard let pool = unsafe known?.assumingMemoryBound(to: ContainerPool.self) else { return }
            unsafe pool.deinitialize(count: 1)
            unsafe pool.deallocate()
        }
        precondition(error == 0, "the system lets this process have no more values of threads: error \(error)")
        return key
    }()
}

/// Makes containers of their boxes, of a type that is the unboxer's own parameter, and so need not be looked up.
private final class Unboxer<Container> {
    // Not inlined: who calls it knows the type as an expression, and would look it up.
    @inline(never)
    static func container(in box: AnyObject) -> Container {
        // The box was such a container before: see `containersAreReferences`.
        unsafe unsafeBitCast(box, to: Container.self)
    }
}
