/// What Studio's answer to `get-download-uris` means.
///
/// Nothing is documented of its failures but that a JSON body may carry a `detail`
/// (dvc-studio-client, `model_registry.py`), so the status decides first, and then words in that detail.
enum StudioReply {
    /// A longer answer is given up.
    static let byteLimit = 64 << 20

    /// - Throws: one of the `studio-…` codes
    static func objects(_ response: HTTPResponse, to request: StudioRequest) throws(DVCModelError)
        -> [RemoteObject]
    {
        guard response.status == 200 else { throw refusal(response, request) }
        do throws(URLMapFault) {
            return try URLMap.parse(response.body)
        } catch {
            throw unreadable(error, request)
        }
    }

    private static func unreadable(_ fault: URLMapFault, _ request: StudioRequest) -> DVCModelError {
        let code: ErrorCode =
            switch fault {
            case .html: .studioReplyIsHTML
            case .json(.syntax), .json(.invalidUTF8): .studioReplyNotJSON
            case .empty: .studioReplyEmpty
            case .hashesDisagree: .hashSourcesDisagree
            case .json, .notAnObject, .notAString, .notHTTP, .notAReport: .studioReplyWrongShape
            }
        let hint: String? =
            switch fault {
            case .html: "is '\(request.origin)' Studio? a proxy or a login page may stand in front of it"
            case .empty: "was the model's data pushed? run dvc push in a checkout that has it"
            default: nil
            }
        return DVCModelError(code, "Studio's reply \(fault)", at: .url("\(request.url)"), hint: hint)
    }

    static func refusal(_ response: HTTPResponse, _ request: StudioRequest) -> DVCModelError {
        let detail = detail(of: response.body, request)
        let says = detail.map { ": Studio says '\($0)'" } ?? " (status \(response.status))"
        let location = ErrorLocation.url("\(request.url)")
        if (300..<400).contains(response.status),
            let target = response.headers["Location"].flatMap(request.url.resolving)
        {
            return .redirected(to: target.origin, request)
        }
        guard response.status != 407 else {
            return .proxyWantsLogin(.studioUnreachable, target: "Studio", at: location)
        }
        let kind = kind(status: response.status, detail: detail?.lowercased() ?? "")
        return DVCModelError(kind.code, kind.what(request) + says, at: location, hint: kind.hint(request))
    }

    /// The server's own words, made safe to show; nil where it has none that are worth showing.
    private static func detail(of body: [UInt8], _ request: StudioRequest) -> String? {
        let words: String
        // What is not JSON is shown as it is; there is nothing else to learn from why.
        if case .object(let members)? = try? JSONReader.read(body) {
            guard case .string(let text)? = members.first(where: { $0.key == "detail" })?.value else {
                return nil
            }
            words = text
        } else {
            words = String(decoding: body.prefix(4_096), as: UTF8.self)
            guard !words.contains("<") else { return nil }
        }
        let safe = Redaction.text(words, secrets: request.secrets).prefix(300)
        return safe.allSatisfy(\.isWhitespace) ? nil : String(safe)
    }

    private static func kind(status: Int, detail: String) -> RefusalKind {
        switch status {
        case 401: return .badToken
        case 500...: return .unavailable
        case 429, 408: return .unavailable
        default: break
        }
        if detail.contains("credential") { return .credentials }
        if detail.contains("pars") || detail.contains("not ready") || detail.contains("in progress") {
            return .notParsed
        }
        if detail.contains("token") && status == 403 { return .badToken }
        switch status {
        case 403: return .forbidden
        case 404, 400, 422:
            return detail.contains("repo") || detail.contains("project") ? .unknownRepo : .unknown
        default: return .unavailable
        }
    }
}

/// The kinds of refusal that ask for different things of the user.
private enum RefusalKind {
    case badToken, forbidden, unknownRepo, unknown, notParsed, credentials, unavailable

    var code: ErrorCode {
        switch self {
        case .badToken: .studioTokenRefused
        case .forbidden: .studioForbidden
        case .unknownRepo: .studioRepoUnknown
        case .unknown: .studioModelUnknown
        case .notParsed: .studioNotParsed
        case .credentials: .studioCredentialsMissing
        case .unavailable: .studioUnavailable
        }
    }

    func what(_ request: StudioRequest) -> String {
        switch self {
        case .badToken: "Studio does not accept the token from \(request.token.source)"
        case .forbidden:
            "the token from \(request.token.source) has no right to '\(request.repo)', or Studio has no such repo"
        case .unknownRepo: "Studio does not know the repo '\(request.repo)', or the token has no right to it"
        case .unknown: "Studio does not know \(request.subject) in '\(request.repo)'"
        case .notParsed: "Studio has not yet parsed '\(request.repo)' as far as \(request.subject)"
        case .credentials: "Studio has no cloud credentials for the storage of '\(request.repo)'"
        case .unavailable: "Studio cannot answer now"
        }
    }

    func hint(_ request: StudioRequest) -> String? {
        switch self {
        case .badToken:
            "make a token with the scope 'Model registry operations' and set DVC_STUDIO_TOKEN to it"
        case .forbidden:
            "check in Studio that the token's owner sees this project; '--repo URL' names another"
        case .unknownRepo: "connect the repo to a project in Studio, or name the one that is with --repo URL"
        case .unknown:
            // GitHub and GitLab alike: <https://docs.github.com/webhooks/webhook-events-and-payloads#create>,
            // <https://docs.gitlab.com/user/project/integrations/webhook_events/#push-events>.
            "check 'git ls-remote --tags', and in Studio that the project is connected and has parsed the tag: "
                + "of more than three tags pushed at once a forge tells nobody"
        case .notParsed: "wait a little and run the same command again"
        case .credentials: "add cloud credentials to the project in Studio's settings"
        case .unavailable: "try again later"
        }
    }
}

extension DVCModelError {
    fileprivate static func redirected(to target: HTTPURL.Origin, _ request: StudioRequest) -> Self {
        .init(
            .studioRedirected,
            "Studio at '\(request.origin)' redirects to '\(target)', where the token was not sent",
            at: .url("\(request.url)"),
            hint: "set DVC_STUDIO_URL to the address that Studio really has",
        )
    }
}
