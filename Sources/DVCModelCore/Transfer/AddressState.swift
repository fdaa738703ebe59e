/// What is known of the URL that an object has at the moment.
struct AddressState {
    /// How many URLs it had before this one.
    private(set) var generation = 0
    /// Whether it is there because the one before was refused, and nothing came by it yet.
    private(set) var isFreshAfterRefusal = false
    var isRefused = false
    private var works = false
    private var since = ContinuousClock.now

    mutating func hasWorked() {
        works = true
        isFreshAfterRefusal = false
    }

    mutating func renew() {
        self = AddressState(generation: generation + 1, isFreshAfterRefusal: isRefused)
    }

    private init(generation: Int, isFreshAfterRefusal: Bool) {
        self.generation = generation
        self.isFreshAfterRefusal = isFreshAfterRefusal
    }

    init() {}

    var mayBeOver: Bool { works || ContinuousClock.now - since > .seconds(60) }
}
