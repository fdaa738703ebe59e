/// A version of an artifact, or a commit that holds a stage without being one.
package struct RegisteredVersion: Sendable, Equatable {
    /// With its `v`; nil for a commit that no tag registers.
    package let version: String?
    /// The commit's id.
    package let commit: String
    /// Those that it holds, the newest assignment first.
    package let stages: [String]
    /// False for what was deregistered, and for all versions of a deprecated artifact.
    package let isActive: Bool
    /// The tag that decided: the one that registers the version, or assigns the stage that was asked for.
    package let tag: GTOTag
}
