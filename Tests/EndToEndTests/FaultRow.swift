import Foundation
import TestSupport
import Testing

/// One row of the table in ``FaultTableTests``: what goes wrong on the way, and what the pull comes to for each kind
/// of model.
struct FaultCase: Sendable {
    let name: String
    /// The storage's faults.
    let faults: [Fault]
    /// Studio's.
    var studio: [Fault] = []
    var arguments: [String] = []
    /// How often Studio is asked.
    var answers = 1
    let expected: [Expected]

    init(
        _ name: String,
        _ faults: [Fault] = [],
        studio: [Fault] = [],
        arguments: [String] = [],
        answers: Int = 1,
        _ expected: Expected...,
    ) {
        self.name = name
        self.faults = faults
        self.studio = studio
        self.arguments = arguments
        self.answers = answers
        self.expected = expected
    }

    /// What is pulled.
    enum Kind: String {
        /// One file of 6,000 bytes.
        case small
        /// One file of 40 MiB, fetched in ranges of 8 MiB.
        case large
        /// The same where Git tells neither its size nor its MD5.
        case untagged
        /// Six files of 20,000 bytes.
        case six
        /// The same; of the objects only the third file's meets the fault.
        case oneOfSix = "one of six"

        var repository: String {
            switch self {
            case .small: "single"
            case .large, .untagged: "large"
            case .six, .oneOfSix: "six"
            }
        }

        var model: String { self == .small ? "text-classifier" : repository }
    }

    struct Expected: Sendable {
        let kind: Kind
        let ending: Ending
        /// How many requests the storage sees.
        let requests: ClosedRange<Int>
        /// Whether it is the same with the storage as a DVC remote over http, without Studio.
        var alsoByRemote = false

        static func on(_ kind: Kind, _ ending: Ending, _ requests: ClosedRange<Int>) -> Self {
            Expected(kind: kind, ending: ending, requests: requests)
        }

        static func on(_ kind: Kind, _ ending: Ending, _ requests: Int) -> Self {
            on(kind, ending, requests...requests)
        }

        var andByRemote: Self {
            var expected = self
            expected.alsoByRemote = true
            return expected
        }
    }

    struct Ending: Sendable {
        let status: Int32
        let code: String?
        let disk: Disk

        static let placed = Ending(status: 0, code: nil, disk: .all)

        static func failed(_ status: Int32, _ code: String, _ disk: Disk = .nothing) -> Self {
            Ending(status: status, code: code, disk: disk)
        }
    }

    /// What is on disk afterwards. What is in a file's place is always right.
    enum Disk {
        /// All files, and nothing else.
        case all
        /// All files but the one that meets the fault, and nothing else.
        case others
        /// Neither files nor leftovers.
        case nothing
        /// A part file and no file.
        case part
        /// No file; part files as may be.
        case noFile
    }
}

/// A case on one kind of model by one route.
struct FaultRow: Sendable, CustomTestStringConvertible {
    let fault: FaultCase
    let expected: FaultCase.Expected
    let isByRemote: Bool

    static func all(of cases: [FaultCase]) -> [FaultRow] {
        cases.flatMap { fault in
            fault.expected.flatMap { expected in
                (expected.alsoByRemote ? [false, true] : [false]).map { isByRemote in
                    FaultRow(fault: fault, expected: expected, isByRemote: isByRemote)
                }
            }
        }
    }

    var testDescription: String {
        "\(expected.kind.rawValue)\(isByRemote ? ", by the DVC remote" : ""): \(fault.name)"
    }

    /// Pulls, and compares everything that the row says.
    func check() async throws {
        let bed = try await TestBed(expected.kind.repository, hasTags: expected.kind != .untagged)
        let files = try bed.model(expected.kind.model).files()
        let unlucky = files[min(2, files.count - 1)]
        try await bed.objects.setFaults([
            expected.kind == .oneOfSix ? "/\(unlucky.key)" : "*": fault.faults
        ])
        try await bed.studio.setFaults(["studio": fault.studio])
        if isByRemote { try bed.use(["url": "\(bed.objects.url)/\(expected.kind.repository)"]) }
        let route = isByRemote ? ["--source", "remote"] : []
        let result = try await bed.start("dvc-model-pull", ["--json"] + route + fault.arguments).result()

        #expect(result.exit == .status(expected.ending.status), "\(result.errorOutput)")
        #expect(
            try JSONValue(result.standardOutput)["error"]?["code"] == expected.ending.code.map { .string($0) }
        )
        let requests = try await bed.objects.requests().count
        #expect(expected.requests.contains(requests), "\(requests) requests: \(result.errorOutput)")
        #expect(try await bed.studio.requests().count == (isByRemote ? 0 : fault.answers))
        try expectDisk(bed, files, unlucky: unlucky)
    }

    private func expectDisk(_ bed: TestBed, _ files: [RecordedFile], unlucky: RecordedFile) throws {
        let placed = files.filter { bed.contents($0.path) != nil }
        for file in placed {
            #expect(try bed.contents(file.path) == bed.repositories.contents(of: file), "\(file.path)")
        }
        let wanted: [RecordedFile] =
            switch expected.ending.disk {
            case .all: files
            case .others: files.filter { $0 != unlucky }
            case .nothing, .part, .noFile: []
            }
        #expect(placed.map(\.path) == wanted.map(\.path))
        let leftovers = try bed.leftovers
        switch expected.ending.disk {
        case .all, .others, .nothing: #expect(leftovers == [])
        case .part: #expect(leftovers.contains { $0.hasSuffix(".part") }, "\(leftovers)")
        case .noFile: break
        }
    }
}

extension Bed {
    /// What unfinished pulls left in the checkout: part files and what stands beside them.
    var leftovers: [String] {
        get throws {
            try FileManager.default.subpathsOfDirectory(atPath: checkout).filter {
                ($0.split(separator: "/").last ?? "").hasPrefix(".dvc-model-")
            }
        }
    }
}
