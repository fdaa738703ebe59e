import Foundation
import Testing

@testable import DVCModelCore

@Suite struct HomeFolderTests {
    private let environment = Environment(["HOME": "/home/ana"])

    @Test(arguments: [
        ("~", "/home/ana"), ("~/x", "/home/ana/x"), ("/x", "/x"), ("x/~", "x/~"), ("", ""),
        ("~nobody-of-that-name/x", nil), ("~a\u{0}b", nil),
    ])
    func `a tilde at the start is a home folder`(path: String, expanded: String?) {
        #expect(HomeFolder.expanding(path, in: environment) == expanded)
    }

    @Test func `a named user's folder comes from the system`() throws {
        let own = try #require(HomeFolder.own(in: Environment([:])))
        #expect(HomeFolder.expanding("~\(NSUserName())/x", in: environment) == own + "/x")
    }

    @Test func `without HOME a lone tilde means nothing`() {
        #expect(HomeFolder.expanding("~/x", in: Environment([:])) == nil)
    }

    @Test(arguments: ["relative", ""])
    func `the user's own folder does not come from a HOME that is no absolute path`(home: String) {
        #expect(HomeFolder.own(in: environment) == "/home/ana")
        #expect(HomeFolder.own(in: Environment(["HOME": home])) == HomeFolder.own(in: Environment([:])))
    }
}
