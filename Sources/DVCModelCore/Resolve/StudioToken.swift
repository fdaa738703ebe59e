/// A Studio access token. It prints as `***`; only ``text`` holds it.
package struct StudioToken: Sendable, Equatable {
    package let text: String

    /// - Throws: `setting-invalid` for a control character, which no header can carry. The message names the source.
    package init(_ text: String, from source: Source) throws(DVCModelError) {
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw DVCModelError(
                .settingInvalid,
                "the Studio token holds a control character, perhaps the end of a line",
                at: source.location,
                hint: "set it again, without a line end",
            )
        }
        self.text = text
    }
}

extension StudioToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
