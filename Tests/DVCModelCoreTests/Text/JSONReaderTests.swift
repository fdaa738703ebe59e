import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct JSONReaderTests {
    private func read(_ text: String, depthLimit: Int = 32) throws(JSONFailure) -> JSONNode {
        try JSONReader.read(Array(text.utf8), depthLimit: depthLimit)
    }

    @Test func `members keep their order and every kind of value is told`() throws {
        let node = try read(#" {"b": [1, -2.5e+3, true, false, null], "a": {"": "x"}} "#)
        #expect(
            node
                == .object([
                    .init(
                        key: "b",
                        value: .array([.number("1"), .number("-2.5e+3"), .bool(true), .bool(false), .null])
                    ),
                    .init(key: "a", value: .object([.init(key: "", value: .string("x"))])),
                ])
        )
    }

    @Test func `escapes are undone, pairs of surrogates too`() throws {
        #expect(try read(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#) == .string("\"\\/\u{8}\u{C}\n\r\té😀"))
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,}", "01", "1.", "-", "+1", "nul", "'a'", "\"a", "\"\\x\"", "\"\n\"",
        "{a:1}", "[1] 2",
        "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\u12g4\"", "[1 2]", "{\"a\" 1}",
    ])
    func `what RFC 8259 does not allow is a syntax error`(text: String) {
        #expect(throws: JSONFailure.self) { try read(text) }
    }

    @Test func `a syntax error tells the byte where it is`() {
        #expect(throws: JSONFailure.syntax(offset: 6)) { try read("[true,]") }
    }

    @Test func `a key that comes twice is refused`() {
        #expect(throws: JSONFailure.duplicateKey("a")) { try read(#"{"a": 1, "\u0061": 2}"#) }
    }

    @Test func `canonically equivalent keys are two keys`() throws {
        let node = try read("{\"\u{E9}\": 1, \"e\u{301}\": 2}")
        guard case .object(let members) = node else {
            Issue.record("not an object")
            return
        }
        #expect(members.count == 2)
    }

    @Test func `a value may nest as deep as the limit and no deeper`() throws {
        #expect(try read("[[[1]]]", depthLimit: 3) == .array([.array([.array([.number("1")])])]))
        #expect(throws: JSONFailure.tooDeep(limit: 3)) { try read("[[[[1]]]]", depthLimit: 3) }
    }

    @Test func `a very deep value ends in an error, not in a crash`() {
        #expect(throws: JSONFailure.tooDeep(limit: 32)) { try read(String(repeating: "[", count: 1_000_000)) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONFailure.invalidUTF8) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    }

    /// Whatever the bytes, reading ends in a value or an error.
    @Test func `mutated documents never crash the reader`() {
        var random = SeededRandom(seed: 20_261_124)
        let seed = Array(
            #"{"a/b": "https://h/p?x=1", "c": [1.5e3, "\u00e9\ud83d\ude00", null, {"d": true}]}"#.utf8
        )
        var outcomes = (values: 0, errors: 0)
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: position)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: position)
                }
            }
            do throws(JSONFailure) {
                _ = try JSONReader.read(bytes)
                outcomes.values += 1
            } catch {
                outcomes.errors += 1
            }
        }
        #expect(outcomes.values > 0 && outcomes.errors > 0)
    }
}
