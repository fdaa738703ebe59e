import Testing

@testable import DVCModelCLI

struct OptionTableTests {
    static let tables = [OptionTable.uris, .pull, .verify]

    @Test(arguments: tables)
    func `no name is declared twice`(table: OptionTable) {
        let names = table.declarations.flatMap { [$0.name, $0.shortName].compactMap(\.self) }
        #expect(names.count == Set(names).count)
    }

    @Test(arguments: tables)
    func `every exclusion is of options of the table`(table: OptionTable) {
        for option in table.exclusions.joined() {
            #expect(table.declaration(of: option.declaration.name) != nil)
        }
    }

    @Test(arguments: tables)
    func `every example is a command line that the table takes`(table: OptionTable) throws {
        for example in table.examples {
            let words = example.command.split(separator: " | ")[0].split(separator: " ").map(String.init)
            #expect(words.first == table.tool)
            _ = try ArgumentParser.parse(Array(words.dropFirst()), by: table)
        }
    }
}

extension OptionTable: CustomTestStringConvertible {
    public var testDescription: String { tool }
}
