import TestSupport
import Testing

@testable import DVCModelCore

/// Which configurations with remotes DVC reads and which it refuses.
@Suite struct DVCConfigVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let id: String
        let config_files: [String: String]
        let error: String?
        let message: String?

        var testDescription: String { id }

        /// Whether the configuration itself is what DVC fails on, not what comes after.
        var isRefused: Bool {
            error == "TypeError" || (error == "ConfigError" && message?.contains(" data[") ?? false)
        }
    }

    @Test(arguments: try Vectors.cases("remotes", as: Case.self))
    func `a configuration is read or refused as DVC does`(vector: Case) throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("w/.dvc")
        let places = [
            "system": "s/config", "global": "g/config", "repo": "w/.dvc/config",
            "local": "w/.dvc/config.local",
        ]
        for (level, text) in vector.config_files {
            let place = try #require(places[level])
            try folder.write(text.replacing("<root>", with: folder.path), to: place)
        }
        let environment = Environment([
            "DVC_SYSTEM_CONFIG_DIR": folder.path("s"), "DVC_GLOBAL_CONFIG_DIR": folder.path("g"),
        ])
        do throws(DVCModelError) {
            _ = try DVCConfig(for: folder.path("w"), environment: environment)
            #expect(!vector.isRefused)
        } catch {
            #expect(error.code == .dvcConfigInvalid)
            #expect(vector.isRefused, "\(error)")
        }
    }
}
