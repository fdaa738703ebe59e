import DVCModelCLI

@main
struct PullCommand {
    static func main() {
    }
}
