import Foundation
import JSON
import LearnHooks
import Support
import Testing

struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func holdsTheVectorsOfRFC4648(text: String, base64: String) {
        #expect(Base64.text(of: text.utf8) == base64)
        #expect(Base64(base64)?.bytes == Array(text.utf8))
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "=Zg=", "Z===", "====", "=", "Zm8", "Zm8==", "Zm9v=", "Zm9v====", "Zh==", "Zm9=",
        "Zm-v", "Zm_v", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9v Zm9v", "Zg==Zg==", "Zmé=", "Zm9\0",
    ])
    func refusesWhatHasNoOneMeaning(base64: String) {
        #expect(Base64(base64) == nil)
    }

    @Test func agreesWithFoundation() {
        var generator = SeededGenerator(seed: 1)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(Base64.text(of: bytes) == Data(bytes).base64EncodedString())
            #expect(Base64(Data(bytes).base64EncodedString())?.bytes == bytes)
        }
    }
}
