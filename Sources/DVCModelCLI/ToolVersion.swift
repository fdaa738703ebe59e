/// The version of the three tools; they are released together.
package enum ToolVersion {
    package static let text = "0.1.0"
}
