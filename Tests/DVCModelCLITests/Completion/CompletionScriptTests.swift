import DVCModelCLI
import Foundation
import TestSupport
import Testing

@Suite struct CompletionScriptTests {
    @Test(arguments: CompletionScript.allCases)
    func `the scripts in completions are those that the tools make`(shell: CompletionScript) throws {
        for table in [OptionTable.uris, .pull, .verify] {
            let file = TestEnvironment.checkout.appending(
                path: "completions/\(shell.fileName(of: table.tool))"
            )
            let committed = try String(contentsOf: file, encoding: .utf8)
            #expect(committed == shell.text(for: table.tool), "run scripts/update-completions")
        }
    }
}
