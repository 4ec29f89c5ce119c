import LearnHooks
import Receiving

/// The page as it is sent: one file, with its style and its script within.
enum InspectorPage {
    /// The page's bytes.
    static let body = Array(text.utf8)

    /// The content policy: the page may run its own script, use its own style, and ask its own address, and nothing else.
    static let headers: [Delivery.HeaderField] = [
        .init(
            "Content-Security-Policy",
            "default-src 'none'; script-src '\(hash(script))'; style-src '\(hash(style))'; connect-src 'self'; "
                + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
        .init("Cross-Origin-Opener-Policy", "same-origin"),
    ]

    private static let style = "\n\(PageFiles.style)"
    private static let script = "\n\(PageFiles.script)"

    private static let text = PageFiles.html
        .replacing(#"<link rel="stylesheet" href="inspector.css">"#, with: "<style>\(style)</style>")
        .replacing(#"<script src="inspector.js" defer></script>"#, with: "")
        .replacing("</body>", with: "<script>\(script)</script>\n</body>")

    /// The hash by which the policy knows a part. Source: https://www.w3.org/TR/CSP3/#grammardef-hash-source
    private static func hash(_ part: String) -> String {
        "sha256-\(Base64.text(of: Digest.sha256Bytes(part.utf8)))"
    }
}
