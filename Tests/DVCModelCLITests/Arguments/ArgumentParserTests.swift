import DVCModelCore
import Testing

@testable import DVCModelCLI

struct ArgumentParserTests {
    private func pull(_ words: String...) throws -> Arguments { try pull(words) }

    /// A command line of pull that asks for a run.
    private func pull(_ words: [String]) throws -> Arguments {
        guard case .run(let arguments) = try ArgumentParser.parse(words, by: .pull) else {
            throw DVCModelError(.internal, "not a run")
        }
        return arguments
    }

    private func usage(_ words: [String], _ table: OptionTable = .pull) -> String? {
        do {
            _ = try ArgumentParser.parse(words, by: table)
            return nil
        } catch {
            return error.code == .usage && error.hint == "\(table.tool) --help" ? error.what : "\(error)"
        }
    }

    @Test(arguments: [
        ["--out", "models"], ["--out=models"], ["-o", "models"], ["-omodels"], ["-o=models"],
        ["-fo", "models"],
        ["-fomodels"],
    ])
    func `a value follows its option in every usual way`(words: [String]) throws {
        let arguments = try pull(words)
        #expect(arguments[.out] == "models")
        #expect(arguments.positionals.isEmpty)
    }

    @Test func `an option that was not given has no value`() throws {
        let arguments = try pull()
        #expect(arguments[.jobs] == nil)
        #expect(arguments[all: .path] == [])
        #expect(!arguments[.json])
        #expect(!arguments.has(Option.jobs))
    }

    @Test func `values come in their types`() throws {
        let arguments = try pull("-j4", "--source", "studio", "--color=never", "--dry-run")
        #expect(arguments[.jobs] == 4)
        #expect(arguments[.source] == .studio)
        #expect(arguments[.color] == .never)
        #expect(arguments[.dryRun])
    }

    @Test func `options may stand anywhere`() throws {
        let arguments = try pull("resnet50", "--json", "bert", "-f")
        #expect(arguments.positionals == ["resnet50", "bert"])
        #expect(arguments[.json])
        #expect(arguments[.force])
    }

    @Test func `two dashes end the options`() throws {
        let arguments = try pull("--json", "--", "--force", "-x", "--")
        #expect(arguments.positionals == ["--force", "-x", "--"])
        #expect(!arguments[.force])
    }

    @Test func `a single dash is an argument and a value`() throws {
        let arguments = try pull("-", "-o", "-")
        #expect(arguments.positionals == ["-"])
        #expect(arguments[.out] == "-")
    }

    @Test func `a value may hold an equals sign and begin with a dash where it is joined`() throws {
        #expect(try pull("--repo=https://host/?a=b")[.repo] == "https://host/?a=b")
        #expect(try pull("--out=--json")[.out] == "--json")
        #expect(try pull("-o-x")[.out] == "-x")
    }

    @Test func `the last of several values counts`() throws {
        #expect(try pull("-j1", "--jobs=2", "-j", "3")[.jobs] == 3)
    }

    @Test func `a repeatable option keeps every value in order`() throws {
        #expect(try pull("--path", "b", "x", "--path=a")[all: .path] == ["b", "a"])
        #expect(try pull("-C", "a", "-C", "b")[all: .directory] == ["a", "b"])
    }

    @Test(arguments: [(["-v"], 1), (["-vv"], 2), (["-v", "--verbose"], 2), (["-fvv"], 2)])
    func `a repeatable flag is counted`(words: [String], count: Int) throws {
        let arguments = try pull(words)
        #expect(arguments.count(of: .verbose) == count)
    }

    @Test func `help and version end the reading`() throws {
        #expect(try ArgumentParser.parse(["--help", "--nonsense"], by: .uris) == .help)
        #expect(try ArgumentParser.parse(["-qh"], by: .uris) == .shortHelp)
        #expect(try ArgumentParser.parse(["x", "--version"], by: .uris) == .version)
    }

    @Test(arguments: [
        (["--formt", "x"], "unknown option '--formt'; did you mean '--force'?"),
        (["--completely-else"], "unknown option '--completely-else'"),
        (["--forse"], "unknown option '--forse'; did you mean '--force'?"),
        (["--dryrun=x"], "unknown option '--dryrun'; did you mean '--dry-run'?"),
        (["-x"], "unknown option '-x'"),
        (["-fx"], "unknown option '-x' in '-fx'"),
        (["-strict"], "unknown option '-s' in '-strict'; did you mean '--strict'?"),
        (["-é"], "unknown option '-é'"),
        (["--json=yes"], "'--json' takes no value, and was given 'yes'"),
        (["--rev"], "'--rev' needs a value, VERSION"),
        (["--rev", "--"], "'--rev' needs a value, VERSION"),
        (["-o"], "'-o' needs a value, DIR|FILE"),
        (
            ["--rev", "--json"],
            "'--rev' needs a value, VERSION, and '--json' looks like an option (if not: '--rev=--json')"
        ),
        (["-j", "-1"], "'-j' needs a value, N, and '-1' looks like an option (if not: '-j-1')"),
        (["--jobs", "0"], "'--jobs' takes a whole number from 1 to 256, and was given '0'"),
        (["-json"], "'-j' takes a whole number from 1 to 256, and was given 'son'"),
        (
            ["-j99999999999999999999"],
            "'-j' takes a whole number from 1 to 256, and was given '99999999999999999999'"
        ),
        (["--source", "cloud"], "'--source' takes one of auto, studio, remote, and was given 'cloud'"),
        (["--rev="], "'--rev' takes a value that is not empty, and was given ''"),
        (["--stage", ""], "'--stage' takes a value that is not empty, and was given ''"),
        ([""], "an argument is empty"),
        (["--", ""], "an argument is empty"),
        (["--stage", "prod", "--rev", "v1.0.0"], "'--rev' and '--stage' exclude each other"),
        (["--tag", "m@v1.0.0", "--rev", "v1.0.0"], "'--rev' and '--tag' exclude each other"),
        (["-qv"], "'--quiet' and '--verbose' exclude each other"),
    ])
    func `a command line that cannot be followed is a usage error`(words: [String], message: String) {
        #expect(usage(words) == message)
    }

    @Test func `a format beside JSON is a usage error`() {
        #expect(usage(["--json", "--format", "tsv"], .uris) == "'--format' and '--json' exclude each other")
    }

    @Test func `an option of another tool is unknown`() {
        #expect(usage(["--dry-run"], .verify) == "unknown option '--dry-run'")
    }
}
