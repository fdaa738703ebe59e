import DVCModelCLI

@main
struct VerifyCommand {
    static func main() {
    }
}
