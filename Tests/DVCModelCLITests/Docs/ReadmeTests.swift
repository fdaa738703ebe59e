import DVCModelCLI
import DVCModelCore
import Foundation
import TestSupport
import Testing

/// What the README lists must be what there is.
@Suite struct ReadmeTests {
    @Test func `every error code stands in the row of its status`() throws {
        let rows = try Fixtures.readme().split(separator: "\n")
        for code in ErrorCode.allCases {
            let status = ExitStatus(code).rawValue
            let isListed = rows.contains {
                $0.hasPrefix("| \(status) | `") && $0.contains("`\(code.rawValue)`")
            }
            #expect(isListed, "\(status) \(code.rawValue)")
        }
    }

    @Test func `every option of the tools is explained`() throws {
        let text = try Fixtures.readme()
        let common = ["--help", "--version", "--quiet", "--verbose", "--out", "--force", "--jobs", "-h"]
        for table in [OptionTable.uris, .pull, .verify] {
            for declaration in table.declarations where !common.contains(declaration.name) {
                #expect(text.contains(declaration.name), "\(declaration.name)")
            }
        }
    }
}
