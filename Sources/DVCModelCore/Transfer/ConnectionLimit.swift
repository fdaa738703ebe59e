/// How many requests may be under way: half as many each time the storage says that it is too much, then slowly more
/// again while all goes well.
///
/// Additive increase, multiplicative decrease; S3 asks for it: "reduce your request rate"
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html>).
struct ConnectionLimit {
    private let largest: Double
    private var limit: Double
    private var nextSerial = 0
    /// Requests from before the last cut say nothing new.
    private var firstSerialAfterCut = 0

    init(_ largest: Int) {
        self.largest = Double(max(1, largest))
        limit = self.largest
    }

    var value: Int { Int(limit) }

    /// Numbers a request that begins.
    mutating func begin() -> Int {
        defer { nextSerial += 1 }
        return nextSerial
    }

    /// A request was answered.
    mutating func answered(serial: Int, status: Int) {
        if status == 429 || status == 503 {
            guard serial >= firstSerialAfterCut else { return }
            firstSerialAfterCut = nextSerial
            limit = max(1, limit / 2)
        } else if status == 200 || status == 206 {
            limit = min(largest, limit + 1 / limit)
        }
    }
}
