import DVCModelCore
import Foundation
import TestSupport
import Testing

@testable import DVCModelCLI

@Suite struct ModelRenewalTests {
    private let hand = SecondHand()

    private func resolve(
        _ bed: some Bed,
        _ words: String...,
        without variable: String = "",
    ) async throws -> ResolvedPull {
        try await ResolvedPull(bed, words, without: variable, clock: hand)
    }

    /// What Studio was asked, one query a request.
    private func queries(_ bed: TestBed) async throws -> [[String: String]] {
        try await bed.studio.requests().map { request in
            var components = URLComponents()
            components.percentEncodedQuery = request.query
            let items = components.queryItems ?? []
            return Dictionary(uniqueKeysWithValues: items.map { ($0.name, $0.value ?? "") })
        }
    }

    private func reply(_ paths: [String: String]) throws -> Fault {
        let urls = paths.mapValues { "{objects}/\($0)" }
        return Fault(
            "reply",
            ["body": .string(String(decoding: try JSONEncoder().encode(urls), as: UTF8.self))]
        )
    }

    private func withoutLocation(_ objects: [RemoteObject]) -> [RemoteObject] {
        objects.map { object in
            var object = object
            object.location = .unasked
            return object
        }
    }

    // MARK: Studio

    @Test func `the same objects come back in the same order, where they are good for longer`() async throws {
        let bed = try await TestBed("folder")
        try await bed.studio.setFaults(["studio": Fault("signed", times: 1, ["ago": 3500])])
        let pull = try await resolve(bed)
        let wanted = Array(pull.objects.reversed().dropFirst(2))
        let renewed = try await pull.renew(wanted).get()
        #expect(withoutLocation(renewed) == withoutLocation(wanted))
        for (old, new) in zip(wanted, renewed) {
            let ends = (try #require(old.expiresAt), try #require(new.expiresAt))
            #expect(ends.1 - ends.0 >= 3500)
        }
        #expect(try await queries(bed).count == 2)
        #expect(
            pull.streams.errorText.contains("the signed URLs of \(wanted.count) files are being renewed\n"),
            "\(pull.streams.errorText)"
        )
    }

    @Test(
        arguments: [
            ([], ["version": "v1.1.0"]), (["text-classifier#prod"], ["version": "v1.0.0"]),
            (["text-classifier@v1.0.0"], ["version": "v1.0.0"]),
        ] as [([String], [String: String])]
    )
    func `the version that Git knows is asked for by its name`(words: [String], asked: [String: String])
        async throws
    {
        let bed = try await TestBed("single")
        let pull = try await words.isEmpty ? resolve(bed) : resolve(bed, words[0])
        _ = try await pull.renew().get()
        #expect(try await queries(bed).last?.filter { $0.key != "repo" && $0.key != "name" } == asked)
    }

    @Test(
        arguments: [([], [:]), (["text-classifier#prod"], ["stage": "prod"])]
            as [([String], [String: String])]
    )
    func `without tags the same is asked again`(words: [String], asked: [String: String]) async throws {
        let bed = try await TestBed("single", hasTags: false)
        let pull = try await words.isEmpty ? resolve(bed) : resolve(bed, words[0])
        _ = try await pull.renew().get()
        let queries = try await queries(bed)
        #expect(queries.count == 2)
        #expect(queries.first == queries.last)
        #expect(queries.last?.filter { $0.key != "repo" && $0.key != "name" } == asked)
    }

    @Test func `only the models of the objects handed in are asked for, each once`() async throws {
        let bed = try await TestBed("mono")
        let pull = try await resolve(bed, "--all")
        let before = try await queries(bed).count
        let wanted = pull.objects.filter { ["ranker.bin", "nlp/tokenizer.bin"].contains($0.path) }
        let renewed = try await pull.renew(wanted + wanted).get()
        #expect(withoutLocation(renewed) == withoutLocation(wanted + wanted))
        let names = try await queries(bed).dropFirst(before).map { $0["name"] }
        #expect(Set(names) == ["ranker", "nlp:tokenizer"])
        #expect(names.count == 2)
    }

    @Test func `what the user chose among the files does not matter to the question`() async throws {
        let bed = try await TestBed("folder")
        let pull = try await resolve(bed, "--path", "config.json")
        #expect(try await pull.renew().get().map(\.path) == ["models/speech/config.json"])
    }

    // MARK: Another model

    @Test func `an answer that means other bytes is an error`() async throws {
        let bed = try await TestBed("single", hasTags: false)
        let (old, new) = (
            try bed.file(of: "text-classifier"), try bed.file(of: "text-classifier", at: "v1.0.0")
        )
        let pull = try await resolve(bed)
        try await bed.studio.setFaults(["studio": reply(["model.bin": new.key])])
        let location = pull.objects.first?.errorLocation
        let error = DVCModelError(
            .hashSourcesDisagree,
            "the model changed while it was being downloaded: 'model.bin' had the MD5 \(old.md5) and now has \(new.md5)",
            at: location,
            hint: "run the same command again"
        )
        #expect(try await pull.renew() == .failure(error))
    }

    @Test func `an answer that Git's records contradict is the same error`() async throws {
        let bed = try await TestBed("single")
        let new = try bed.file(of: "text-classifier", at: "v1.0.0")
        let pull = try await resolve(bed)
        try await bed.studio.setFaults(["studio": reply(["model.bin": new.key])])
        guard case .failure(let error) = try await pull.renew() else {
            Issue.record("renewed")
            return
        }
        #expect(error.code == .hashSourcesDisagree)
        #expect(
            error.what.hasPrefix(
                "the model changed while it was being downloaded: 'model.bin' has the MD5"
            )
        )
        #expect(error.hint == "run the same command again")
    }

    @Test func `a file that is gone is the same error`() async throws {
        let bed = try await TestBed("single", hasTags: false)
        let file = try bed.file(of: "text-classifier")
        let pull = try await resolve(bed)
        try await bed.studio.setFaults(["studio": reply(["other.bin": file.key])])
        let location = pull.objects.first?.errorLocation
        let error = DVCModelError(
            .hashSourcesDisagree,
            "the model changed while it was being downloaded: 'model.bin' is no longer a file of it",
            at: location,
            hint: "run the same command again"
        )
        #expect(try await pull.renew() == .failure(error))
    }

    @Test func `an address that tells no hash changes nothing in what is expected`() async throws {
        let bed = try await TestBed("single", hasTags: false)
        let pull = try await resolve(bed)
        try await bed.studio.setFaults(["studio": reply(["model.bin": "elsewhere.bin"])])
        let renewed = try await pull.renew().get()
        #expect(withoutLocation(renewed) == withoutLocation(pull.objects))
        #expect(renewed.first?.errorLocation == .url("\(bed.objects.url)/elsewhere.bin"))
    }

    // MARK: No answer

    @Test func `a refusal says that it was the renewal`() async throws {
        let bed = try await TestBed("single")
        let pull = try await resolve(bed)
        try await bed.studio.setFaults(["studio": "401"])
        guard case .failure(let error) = try await pull.renew() else {
            Issue.record("renewed")
            return
        }
        #expect(error.code == .studioTokenRefused)
        #expect(error.what.hasPrefix("the signed URLs cannot be renewed: Studio does not accept the token"))
    }

    @Test func `whoever stops the pull stops the renewal`() async throws {
        let bed = try await TestBed("single")
        let pull = try await resolve(bed)
        try await bed.studio.setFaults(["studio": "hold"])
        async let result = pull.renew()
        try await bed.studio.waitUntilSent(of: "/api/model-registry/get-download-uris")
        pull.cancellation.cancel(signal: SIGINT)
        #expect(
            try await result
                == .failure(DVCModelError(.interrupted, "stopped while waiting for Studio"))
        )
    }

    @Test func `the route is that of the first time, whatever the settings say by then`() async throws {
        let bed = try await TestBed("single")
        try bed.write("[studio]\n    token = \(TestBed.token)\n", to: ".dvc/config.local")
        let pull = try await resolve(bed, without: "DVC_STUDIO_TOKEN")
        #expect(pull.objects.first?.expiresAt != nil)
        try bed.write("", to: ".dvc/config.local")
        guard case .failure(let error) = try await pull.renew() else {
            Issue.record("renewed")
            return
        }
        #expect(error.code == .studioTokenMissing)
    }

    // MARK: The DVC remote and maps

    @Test func `the DVC remote's URLs are signed by the time and the keys of that moment`() async throws {
        let bed = try await RemoteBed("single", .s3)
        let pull = try await resolve(bed)
        let options = PushedObjects.options(of: "single", inS3: bed.server)
        try bed.use(options.merging(["access_key_id": "AKIDOTHER"]) { _, given in given })
        hand.move(to: SecondHand.start + 3_000)
        let renewed = try await pull.renew().get()
        #expect(withoutLocation(renewed) == withoutLocation(pull.objects))
        for (old, new) in zip(pull.objects, renewed) {
            #expect(old.expiresAt == SecondHand.start + 3_600)
            #expect(new.expiresAt == SecondHand.start + 6_600)
            #expect(new.location.urlText?.contains("X-Amz-Credential=AKIDOTHER%2F") == true)
        }
    }

    @Test func `tags that came meanwhile do not change what is meant`() async throws {
        let bed = try await RemoteBed("single", .s3)
        let pull = try await resolve(bed)
        try bed.commit(tag: "text-classifier@v9.0.0")
        #expect(try await withoutLocation(pull.renew().get()) == withoutLocation(pull.objects))
    }

    @Test func `a map cannot be asked again`() async throws {
        let bed = try await TestBed("single")
        let file = try bed.file(of: "text-classifier")
        try bed.write("{\"model.bin\": \"\(bed.objects.url)/\(file.key)\"}", to: "urls.json")
        let pull = try await resolve(bed, "--uris", "urls.json")
        #expect(pull.objects.map(\.path) == ["model.bin"])
        #expect(pull.renewal == nil)
    }
}
