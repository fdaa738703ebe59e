import Testing

@testable import DVCModelCLI

struct ColumnsTests {
    @Test func `columns are as wide as their widest cell, and the last is not filled up`() {
        let lines = Columns.lines(
            [["download", "1.5 GiB", "models/a.bin"], ["keep", "7 B", "b"], ["total", "1.5 GiB"]],
            [.left, .right, .left],
        )
        #expect(lines == ["download  1.5 GiB  models/a.bin", "keep          7 B  b", "total     1.5 GiB"])
    }

    @Test func `a cell cannot break the line`() {
        #expect(Columns.lines([["a\nb\u{1B}", "c"]], [.left, .left]) == ["a b\u{FFFD}  c"])
    }

    @Test func `no rows are no lines`() {
        #expect(Columns.lines([], [.left]) == [])
    }
}
