import DVCModelCore
import Testing

@testable import DVCModelCLI

struct ColorChoiceTests {
    @Test(
        arguments: [
            (.auto, true, [:], true),
            (.auto, false, [:], false),
            (.auto, true, ["NO_COLOR": "1"], false),
            (.auto, true, ["NO_COLOR": ""], true),
            (.auto, true, ["TERM": "dumb"], false),
            (.auto, true, ["TERM": "xterm"], true),
            (.always, false, ["NO_COLOR": "1"], true),
            (.never, true, [:], false),
        ] as [(ColorChoice, Bool, [String: String], Bool)]
    )
    func `colour is for terminals that want it, unless an option says`(
        choice: ColorChoice,
        isTerminal: Bool,
        environment: [String: String],
        usesColor: Bool,
    ) {
        #expect(choice.usesColor(isTerminal: isTerminal, environment: Environment(environment)) == usesColor)
    }
}
