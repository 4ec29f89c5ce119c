extension Action {
    /// What an action was done to.
    public struct Object: Hashable, Sendable {
        /// The type in the vocabulary: a course, a lesson, a session.
        public let type: ObjectType
        /// The platform's id.
        public let id: String?
        /// The name for people.
        public let name: String?
        /// The name in the platform's URLs.
        public let slug: String?
        /// The platform's own word for the type: "track", "pathway".
        public let platformType: String?
        /// What it is a part of; this has no parent of its own.
        public let parent: Parent?

        /// What an object is a part of.
        public struct Parent: Hashable, Sendable {
            /// The type in the vocabulary.
            public let type: ObjectType
            /// The platform's id.
            public let id: String?
            /// The name for people.
            public let name: String?
            /// The name in the platform's URLs.
            public let slug: String?
            /// The platform's own word for the type.
            public let platformType: String?
        }

        /// Creates an object; what is empty counts as not said, and of the parent its own parent is left out.
        public init(
            type: ObjectType, id: String?, name: String? = nil, slug: String? = nil, platformType: String?,
            parent: Object? = nil
        ) {
            self.type = type
            self.id = id.unlessEmpty
            self.name = name.unlessEmpty
            self.slug = slug.unlessEmpty
            self.platformType = platformType.unlessEmpty
            self.parent = parent.map {
                Parent(type: $0.type, id: $0.id, name: $0.name, slug: $0.slug, platformType: $0.platformType)
            }
        }

        /// Creates the object that is a platform itself: for pings, learners and what is not known.
        public static func platform(_ name: String) -> Object {
            Object(type: .platform, id: name, platformType: "platform")
        }
    }
}
