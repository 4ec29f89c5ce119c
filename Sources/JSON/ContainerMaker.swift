import Synchronization

/// Makes containers by whose keys objects are decoded, for one type of keys.
///
/// A container is of another type for each type of keys, which the runtime looks up, with the witnesses of its protocol, in
/// tables that all threads share: three times for each container. A maker has the container's type as its own parameter, and is
/// looked up once for the values of a stream that share a text; events take 4 % less time so on one thread, and 8 % on two.
class ContainerMaker<Key: CodingKey> {
    class func container(of node: JSONNode) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ObjectContainer(node: node))
    }
}

/// The same, of a container type that need not be looked up.
private final class ObjectContainerMaker<Container: KeyedNodeContainer>: ContainerMaker<Container.Key> {
    override class func container(of node: JSONNode) -> KeyedDecodingContainer<Container.Key> {
        KeyedDecodingContainer(Container(node: node))
    }
}

/// A container of the members of a node.
protocol KeyedNodeContainer: KeyedDecodingContainerProtocol {
    init(node: JSONNode)
}

extension TokenizedText {
    /// The container of an object of this text.
    func container<Key: CodingKey>(of node: JSONNode, keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        // Of one text nothing would be asked twice.
        guard !isWhole else { return ContainerMaker.container(of: node) }
        let keys = ObjectIdentifier(type)
        let maker: AnyClass = makers.withLock { makers in
            if let known = makers.first(where: { $0.keys == keys }) { return known.maker }
            let maker: AnyClass = ObjectContainerMaker<ObjectContainer<Key>>.self
            makers.append((keys, maker))
            return maker
        }
        // The maker that stands beside the identity of a type of keys was found for that very type, some lines above.
        return unsafe unsafeBitCast(maker, to: ContainerMaker<Key>.Type.self).container(of: node)
    }
}
