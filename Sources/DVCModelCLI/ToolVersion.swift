/// The version of the three tools; they are released together.
package enum ToolVersion {
    package static let text = "0.1.0"
    /// The day that this version was made, for the manual pages.
    package static let date = "2026-11-29"
}
