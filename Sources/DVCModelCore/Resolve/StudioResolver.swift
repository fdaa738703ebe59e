/// Asks Studio's model registry for signed URLs.
///
/// `GET {studio}/api/model-registry/get-download-uris`; source: dvc-studio-client, `model_registry.py`.
package struct StudioResolver {
    /// Waiting and trying again ends after about this long.
    private static let patience = Duration.seconds(60)
    /// One reply may take this long: Studio signs every file of a large folder before it answers.
    private static let replyTimeout = Duration.seconds(120)
    private static let redirectLimit = 5

    private let client: HTTPClient
    private let log: Log
    private let policy: RetryPolicy

    package init(client: HTTPClient, log: Log, policy: RetryPolicy = RetryPolicy(longestRetryAfter: patience))
    {
        self.client = client
        self.log = log
        self.policy = policy
    }

    /// The model's objects, in the order of their paths.
    ///
    /// - Throws: one of the `studio-…` codes, `tls-failed`, `interrupted`
    package func objects(_ request: StudioRequest) throws(DVCModelError) -> [RemoteObject] {
        let clock = ContinuousClock()
        let end = clock.now + Self.patience
        var attempt = 0
        while true {
            attempt += 1
            let result = answer(request)
            guard let retry = result.retry else { return try result.objects.get() }
            let delay = policy.delay(
                afterAttempt: attempt,
                retryAfter: retry.after,
                random: .random(in: 0..<1)
            )
            guard let delay, clock.now + delay < end, attempt < retry.attemptLimit else {
                return try result.objects.get()
            }
            log.notice("Studio: \(retry.reason); trying again in \(delay.shownSeconds) s")
            do throws(HTTPFailure) { try client.pause(delay) } catch { throw .unreachable(error, request) }
        }
    }

    /// What one attempt brought, and whether another may bring more.
    private struct Answer {
        let objects: Result<[RemoteObject], DVCModelError>
        var retry: Retry?
    }

    private struct Retry {
        let reason: String
        var after: Duration?
        /// Attempts in all that this kind of failure is worth.
        var attemptLimit = Int.max
    }

    private func answer(_ request: StudioRequest) -> Answer {
        do throws(HTTPFailure) {
            let response = try exchange(request)
            let objects = Result { () throws(DVCModelError) in try StudioReply.objects(response, to: request)
            }
            guard RetryPolicy.isTransient(status: response.status) else { return Answer(objects: objects) }
            let retry = Retry(reason: "status \(response.status)", after: client.retryAfter)
            return Answer(objects: objects, retry: retry)
        } catch {
            let objects = Result<[RemoteObject], DVCModelError>.failure(.unreachable(error, request))
            return switch error.kind {
            case .brokenOff: Answer(objects: objects, retry: Retry(reason: error.message))
            case .unreachable, .timedOut:
                Answer(objects: objects, retry: Retry(reason: error.message, attemptLimit: 2))
            case .tls, .tooManyRedirects, .tooLarge, .cancelled, .unusable: Answer(objects: objects)
            }
        }
    }

    /// One GET, and the redirects that stay on the origin the token is meant for. Any other is handed back as it came.
    private func exchange(_ request: StudioRequest) throws(HTTPFailure) -> HTTPResponse {
        var url = request.url
        for _ in 0...Self.redirectLimit {
            let response = try client.get(
                url,
                headers: ["Authorization: token \(request.token.value.text)", "Accept: application/json"],
                bodyLimit: StudioReply.byteLimit,
                timeout: Self.replyTimeout,
            )
            guard (301...303).contains(response.status) || (307...308).contains(response.status),
                let next = response.headers["Location"].flatMap(url.resolving), next.origin == request.origin
            else { return response }
            log.decision("Studio redirects to \(next)")
            url = next
        }
        throw HTTPFailure(kind: .tooManyRedirects, message: "more than \(Self.redirectLimit) redirects")
    }
}

extension Duration {
    /// Seconds with one decimal, for messages.
    package var shownSeconds: String {
        let tenths = (milliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension DVCModelError {
    fileprivate static func unreachable(_ failure: HTTPFailure, _ request: StudioRequest) -> Self {
        let location = ErrorLocation.url("\(request.url)")
        switch failure.kind {
        case .tls:
            return .init(
                .tlsFailed,
                "no secure connection to Studio at '\(request.origin)': \(failure.message)",
                at: location,
                hint: "name your CA certificates with --cacert FILE or SSL_CERT_FILE"
            )
        case .tooLarge:
            return .init(
                .studioReplyTooLarge,
                "Studio's reply is longer than \(StudioReply.byteLimit >> 20) MiB",
                at: location
            )
        case .cancelled:
            return .init(.interrupted, "stopped while waiting for Studio")
        case .tooManyRedirects:
            return .init(.studioRedirected, "Studio redirects without end: \(failure.message)", at: location)
        case .unreachable, .timedOut, .brokenOff, .unusable:
            return .init(
                .studioUnreachable,
                "cannot reach Studio at '\(request.origin)': \(failure.message)",
                at: location,
                hint:
                    "check the network, DVC_STUDIO_URL and the proxy settings, then run the same command again"
            )
        }
    }
}
