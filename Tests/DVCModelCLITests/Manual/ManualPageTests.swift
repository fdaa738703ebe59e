import DVCModelCLI
import TestSupport
import Testing

@Suite struct ManualPageTests {
    @Test(arguments: [OptionTable.uris, .pull, .verify])
    func `mandoc has nothing to say about it`(table: OptionTable) throws {
        let scratch = try TemporaryFolder()
        let page = try scratch.write(ManualPage.text(table), to: "\(table.tool).1")
        let result = try Program.run("mandoc", ["-T", "lint", page], in: scratch.path)
        #expect(result.output.isEmpty, "\(result.output)")
        #expect(result.status == 0)
    }

    @Test(arguments: [OptionTable.uris, .pull, .verify])
    func `the options that help names are in it, and no others`(table: OptionTable) {
        let text = ManualPage.text(table).replacing("\\-", with: "-")
        for option in table.declarations {
            #expect(text.contains("\\fB\(option.name)\\fR") == !option.isHidden, "\(option.name)")
        }
    }

    @Test func `a line that groff would take for a request is none`() {
        #expect(!ManualPage.text(.verify).split(separator: "\n").contains { $0.hasPrefix("'") })
    }
}
