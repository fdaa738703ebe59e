import Foundation
import TestSupport
import Testing

/// Everything that can go wrong between the storage and the disk, and what becomes of a pull: exit status, error code,
/// what is on disk, and how many requests it took. Tests/Servers/objects.py says what each fault is.
@Suite struct FaultTableTests {
    @Test(arguments: FaultRow.all(of: FaultTable.replies))
    func `an unusual reply`(row: FaultRow) async throws { try await row.check() }

    @Test(arguments: FaultRow.all(of: FaultTable.ranges))
    func `a range that is not what was asked for`(row: FaultRow) async throws { try await row.check() }

    @Test(arguments: FaultRow.all(of: FaultTable.breaks))
    func `a connection that breaks off`(row: FaultRow) async throws { try await row.check() }

    @Test(arguments: FaultRow.all(of: FaultTable.refusals))
    func `a refusal`(row: FaultRow) async throws { try await row.check() }

    @Test(arguments: FaultRow.all(of: FaultTable.renewals))
    func `a signed URL that is no good any more`(row: FaultRow) async throws { try await row.check() }

    @Test(arguments: FaultRow.all(of: FaultTable.wrongBytes))
    func `bytes that are not the object's`(row: FaultRow) async throws { try await row.check() }

    @Test(arguments: FaultRow.all(of: FaultTable.redirects))
    func `a redirect`(row: FaultRow) async throws { try await row.check() }

    @Test(arguments: FaultRow.all(of: FaultTable.silences))
    func `a server that falls silent`(row: FaultRow) async throws { try await row.check() }

    @Test(arguments: ["small", "large"])
    func `a redirect to another host is followed for every request`(kind: String) async throws {
        let name = kind == "small" ? "single" : "large"
        let bed = try await TestBed(name)
        let file = try bed.file(of: kind == "small" ? "text-classifier" : "large")
        let elsewhere = try await ServerProcess.start("objects.py", [bed.repositories.storagePath])
        try await bed.objects.setFaults([
            "*": Fault("redirect", ["to": .string("\(elsewhere.url)/\(file.key)")])
        ])
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try bed.contents(file.path) == bed.repositories.contents(of: file))
        #expect(try bed.leftovers == [])
        let asked = try await bed.objects.requests().map { $0.headers["range"] }
        #expect(try await elsewhere.requests().map { $0.headers["range"] }.count == asked.count)
    }
}
