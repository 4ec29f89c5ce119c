/// The code of a platform, and the page of its samples, with marks where a person must decide.
struct PlatformText {
    let name: String
    let title: String

    /// The platform's file.
    var code: String {
        """
        public import LearnHooks

        extension Platform {
            /// \(title): DECIDE: how it proves that a delivery is its own, and what its bodies look like.
            ///
            /// Source: DECIDE: the address of its documents.
            public static let \(name) = Platform(
                name: "\(name)",
                title: "\(title)",
                // DECIDE: The origin that actions name as their source.
                source: "https://\(name).example",
                // DECIDE: How deliveries are authenticated: a case of Trust, which has them all.
                trust: .hmacSHA256(header: "X-\(title)-Signature", encoding: .hex),
                // DECIDE: Where an event states its type: a case of EventTypePlace.
                type: .type,
                documents: Documents(
                    // DECIDE: Where its documents stand, what they call a secret, one that they show, and a short event.
                    address: "https://\(name).example/webhooks",
                    secret: "the webhook's secret",
                    sampleSecrets: ["a-made-up-secret-of-\(name)"],
                    sampleEvent: "{}"
                ),
                handlers: [])
        }

        """
    }

    /// The page of its samples.
    var page: String {
        """
        # Samples of \(title)

        DECIDE: the address of its documents, and what they leave open. What *document* and *made* mean stands [above](../README.md).

        | sample | where it is from | what is odd about it |
        |---|---|---|

        ## What is no part of an id

        Another value of these makes no other event, and why; a test asks for each. A name may change anywhere, and nothing has happened.

        | functions | facts | why |
        |---|---|---|

        ## What a key fixes without holding it

        A statement says these, and its id does not hold them.

        | functions | facts | why |
        |---|---|---|

        """
    }
}
