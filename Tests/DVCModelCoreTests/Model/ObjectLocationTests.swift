import Testing

@testable import DVCModelCore

@Suite struct ObjectLocationTests {
    private func id(_ recorded: String, _ rule: ExpectedMD5.Rule = .md5) throws -> ObjectID {
        try #require(ObjectID(recorded: recorded, rule: rule))
    }

    @Test(
        arguments: [
            (.file("/mnt/dvc/files/md5/55/80f52000945a8abdca8904b2d71fa7"), "/mnt/dvc/"),
            (
                .url(SignedURL("https://h/b/files/md5/55/80f52000945a8abdca8904b2d71fa7?X-Amz-Signature=a")),
                "https://h/b/"
            ),
        ] as [(ObjectLocation, String)]
    )
    func `another object lies below the same base`(location: ObjectLocation, base: String) throws {
        let place = location.place(
            of: try id("4d26227958041280a8222daccea00a72.dir"),
            beside: try id("5580f52000945a8abdca8904b2d71fa7")
        )
        #expect(place?.description == "\(base)files/md5/4d/26227958041280a8222daccea00a72.dir")
    }

    @Test func `objects of DVC 2 lie at the base itself`() throws {
        let place = ObjectLocation.file("/mnt/55/80f52000945a8abdca8904b2d71fa7").place(
            of: try id("4d26227958041280a8222daccea00a72.dir", .md5Dos2unix),
            beside: try id("5580f52000945a8abdca8904b2d71fa7", .md5Dos2unix)
        )
        #expect(place == .file("/mnt/4d/26227958041280a8222daccea00a72.dir"))
    }

    @Test(arguments: [.file("/mnt/models/model.bin"), .held([]), .unasked] as [ObjectLocation])
    func `where names are not by content nothing is known of another object`(location: ObjectLocation) throws
    {
        let place = location.place(
            of: try id("4d26227958041280a8222daccea00a72.dir"),
            beside: try id("5580f52000945a8abdca8904b2d71fa7")
        )
        #expect(place == nil)
    }
}
