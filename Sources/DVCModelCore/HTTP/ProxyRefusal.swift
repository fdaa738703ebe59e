extension DVCModelError {
    /// The answer to a reply of status 407, which only a proxy gives. Source: RFC 9110, section 15.5.8.
    ///
    /// - Parameters:
    ///   - code: that of Studio or storage out of reach.
    ///   - target: who was to be reached, as the message names it.
    ///   - location: what was asked for.
    static func proxyWantsLogin(_ code: ErrorCode, target: String, at location: ErrorLocation?) -> Self {
        .init(
            code,
            "the proxy on the way to \(target) asks for a user name and a password (status 407)",
            at: location,
            hint: "set the proxy variable to http://USER:PASSWORD@HOST:PORT",
        )
    }
}
