import DVCModelCore
import TestSupport
import Testing

@testable import DVCModelCLI

struct ExitStatusTests {
    @Test func `every code has the status of its kind`() throws {
        let table = ErrorCode.allCases.map { "\(ExitStatus($0).rawValue) \($0.rawValue)\n" }.joined()
        #expect(table == (try Golden.text("exit-statuses.txt", for: table)))
    }

    @Test func `no failure is success`() {
        #expect(ExitStatus([]) == .success)
    }

    @Test func `of several kinds the gravest counts, in any order`() {
        let order: [ErrorCode] = [
            .internal, .fileUnwritable, .storageForbidden, .hashSourcesDisagree, .objectMissing, .md5Mismatch,
            .storageUnreachable, .transferIncomplete,
        ]
        #expect(order.map { ExitStatus($0).rawValue } == [70, 74, 77, 65, 66, 1, 69, 75])
        for start in order.indices {
            let errors = order[start...].map { DVCModelError($0, "") }
            #expect(ExitStatus(errors) == ExitStatus(order[start]))
            #expect(ExitStatus(errors.reversed()) == ExitStatus(order[start]))
            #expect(ExitStatus.gravest(of: errors.reversed())?.code == order[start])
        }
    }

    @Test func `every status has a place in the order`() {
        for status in ExitStatus.allCases where status != .success {
            let code = ErrorCode.allCases.first { ExitStatus($0) == status }
            #expect(code.map { ExitStatus([DVCModelError($0, "")]) } == status)
        }
    }
}
