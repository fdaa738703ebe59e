/// The `md5-dos2unix` of DVC 2: bytes are read in pieces of 1 MiB, and in a piece that looks like text every CR LF
/// counts as LF. A CR LF that two pieces share stays as it is.
///
/// DVC 2 judged the first piece for the whole file, DVC 3 judges every piece, so files over 1 MiB have two values.
/// Source: dvc_data/hashfile/hash.py, dvc_data/hashfile/istextfile.py.
final class Dos2unixHasher {
    private static let pieceByteCount = 1 << 20

    private var judgedOnce: MD5?
    private var judgedEach: MD5?
    private var isFirstPieceText: Bool?
    private var piece: [UInt8] = []

    init() throws(DVCModelError) {
        judgedOnce = try MD5()
        judgedEach = try MD5()
        piece.reserveCapacity(Self.pieceByteCount)
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let taken = rest.prefix(Self.pieceByteCount - piece.count)
            piece.append(contentsOf: taken)
            rest = rest.dropFirst(taken.count)
            if piece.count == Self.pieceByteCount { endPiece() }
        }
    }

    /// DVC 2's value, then DVC 3's.
    func finish() -> [MD5Digest] {
        if !piece.isEmpty { endPiece() }
        return [judgedOnce.take()?.finish(), judgedEach.take()?.finish()].compactMap(\.self)
    }

    private func endPiece() {
        let isText = Self.looksLikeText(piece)
        let isFirstText = isFirstPieceText ?? isText
        isFirstPieceText = isFirstText
        let converted = isText || isFirstText ? Self.replacingCRLF(piece) : piece
        (isFirstText ? converted : piece).withUnsafeBytes { judgedOnce?.update($0) }
        (isText ? converted : piece).withUnsafeBytes { judgedEach?.update($0) }
        piece.removeAll(keepingCapacity: true)
    }

    /// No NUL among the first 512 bytes, and at most 30 % of them beyond printable ASCII, LF, CR, TAB, FF and BS.
    static func looksLikeText(_ bytes: [UInt8]) -> Bool {
        let block = bytes.prefix(512)
        guard !block.contains(0) else { return false }
        let strangerCount = block.count { byte in
            switch byte {
            case 0x20...0x7E, 0x0A, 0x0D, 0x09, 0x0C, 0x08: false
            default: true
            }
        }
        return strangerCount * 10 <= block.count * 3
    }

    private static func replacingCRLF(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            let isCRLF = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
            if !isCRLF { result.append(byte) }
        }
        return result
    }
}
