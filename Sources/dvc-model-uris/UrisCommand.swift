import DVCModelCLI

@main
struct UrisCommand {
    static func main() {
    }
}
