import TestSupport
import Testing

@testable import DVCModelCLI

struct HelpTextTests {
    @Test(arguments: OptionTableTests.tables)
    func `the whole help is as stored`(table: OptionTable) throws {
        let text = HelpText.whole(table)
        #expect(text == (try Golden.text("help/\(table.tool).txt", for: text)))
    }

    @Test(arguments: OptionTableTests.tables)
    func `the short help is as stored`(table: OptionTable) throws {
        let text = HelpText.short(table)
        #expect(text == (try Golden.text("help/\(table.tool)-short.txt", for: text)))
    }

    @Test(arguments: OptionTableTests.tables)
    func `both fit a screen of 80 columns and 51 lines`(table: OptionTable) {
        for text in [HelpText.whole(table), HelpText.short(table)] {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            #expect(lines.filter { $0.count > 80 } == [])
            #expect(lines.count <= 51)
        }
    }

    @Test(arguments: OptionTableTests.tables)
    func `an option that is not hidden is in both`(table: OptionTable) {
        for declaration in table.declarations where !declaration.isHidden {
            #expect(HelpText.whole(table).contains(" \(declaration.name)"))
            #expect(HelpText.short(table).contains(" \(declaration.name)"))
        }
    }
}
