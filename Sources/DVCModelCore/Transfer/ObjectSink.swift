/// Where one object's bytes go. Called from the loop thread.
protocol ObjectSink: AnyObject {
    /// The bytes that need not be asked for again.
    var present: ByteRanges { get }
    /// How much room what is there, and what was set aside for the rest, takes up on the disk.
    var allocatedByteCount: Int64 { get }
    /// Whether bytes may come in any order; otherwise each follows on the last.
    var takesRanges: Bool { get }
    /// How many bytes are to be gathered for one ``write(_:at:)``.
    var blockByteCount: Int { get }
    /// How far, from the object's start on, the bytes have been hashed.
    var hashedByteCount: Int64 { get }

    /// From now on bytes of an object of this size come in ranges.
    func beginRanges(of byteCount: Int64) throws(DVCModelError)
    func write(_ bytes: [UInt8], at offset: Int64) throws(DVCModelError)
    /// Nothing more comes by the request that has brought these bytes, all of which have been written.
    func record(_ range: Range<Int64>) throws(DVCModelError)
    /// Whether bytes that turn out to be wrong can be taken back.
    var isRevocable: Bool { get }
    /// What came so far is wrong or cannot be gone on from: the next bytes are the object's first.
    func startOver() throws(DVCModelError)
    /// The download stops here; keeps what a later one can go on from.
    ///
    /// - Returns: whether anything was kept.
    func suspend() -> Bool
    /// Takes all bytes from a place on this machine, instead of what came so far, and finishes the object.
    func fill(
        from source: LocalSource,
        expecting expected: ExpectedMD5?,
        _ progress: @escaping @Sendable (Int64) -> Void,
        _ done: @escaping FinishedObject.Taker,
    )
    /// All bytes came: hashes them and, where they are what is expected (nil: whatever they are), brings them to disk
    /// and gives the file its final name. `done` is told on any thread.
    func finish(
        expecting expected: ExpectedMD5?,
        _ done: @escaping FinishedObject.Taker,
    )
}
