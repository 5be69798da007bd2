public import Foundation

/// The secure hash of FIPS 180-4, section 6.2: the names of blobs.
///
/// A package for it would compile a whole library of ciphers; this one function is checked against the standard's own
/// examples.
public struct SHA256: Sendable {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var pending: [UInt8] = []
    private var length: UInt64 = 0

    public init() {}

    /// The hexadecimal digest of bytes.
    public static func digest(_ bytes: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        hash.update(Array(bytes))
        return hash.finish()
    }

    /// The hexadecimal digest of a file, read in pieces.
    ///
    /// - Throws: a Foundation error when it cannot be read.
    public static func digest(ofFile url: URL) throws -> String {
        let handle = try FileHandle(forReadingFrom: url)
        defer { try? handle.close() }
        var hash = SHA256()
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update([UInt8](piece)) }
        return hash.finish()
    }

    public mutating func update(_ bytes: [UInt8]) {
        length += UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let taken = rest.prefix(64 - pending.count)
            pending += taken
            rest = rest.dropFirst(taken.count)
            guard pending.count == 64 else { return }
            pending.withUnsafeBufferPointer { compress($0, at: 0) }
            pending.removeAll(keepingCapacity: true)
        }
        let start = rest.startIndex
        let blocks = rest.count / 64
        bytes.withUnsafeBufferPointer { buffer in
            for block in 0..<blocks { compress(buffer, at: start + 64 * block) }
        }
        pending += rest.dropFirst(64 * blocks)
    }

    public consuming func finish() -> String {
        let bits = length &* 8
        pending.append(0x80)
        while pending.count % 64 != 56 { pending.append(0) }
        for shift in stride(from: 56, through: 0, by: -8) {
            pending.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
        let last = pending
        last.withUnsafeBufferPointer { buffer in
            for block in 0..<last.count / 64 { compress(buffer, at: 64 * block) }
        }
        let digits = Array("0123456789abcdef".utf8)
        let text = state.flatMap { word in
            stride(from: 28, through: 0, by: -4).map { digits[Int(word >> UInt32($0) & 15)] }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func compress(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
            for t in 0..<16 {
                let i = offset + 4 * t
                w[t] =
                    UInt32(bytes[i]) << 24 | UInt32(bytes[i + 1]) << 16 | UInt32(bytes[i + 2]) << 8
                    | UInt32(bytes[i + 3])
            }
            for t in 16..<64 {
                let (a, b) = (w[t - 15], w[t - 2])
                let s0 = (a >> 7 | a << 25) ^ (a >> 18 | a << 14) ^ a >> 3
                let s1 = (b >> 17 | b << 15) ^ (b >> 19 | b << 13) ^ b >> 10
                w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
            }
            rounds(UnsafeBufferPointer(w))
        }
    }

    private mutating func rounds(_ w: UnsafeBufferPointer<UInt32>) {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        Self.constants.withUnsafeBufferPointer { k in
            for t in 0..<64 {
                let s1 = (e >> 6 | e << 26) ^ (e >> 11 | e << 21) ^ (e >> 25 | e << 7)
                let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ k[t] &+ w[t]
                let s0 = (a >> 2 | a << 30) ^ (a >> 13 | a << 19) ^ (a >> 22 | a << 10)
                let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
                (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
            }
        }
        for (i, word) in [a, b, c, d, e, f, g, h].enumerated() { state[i] = state[i] &+ word }
    }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes, FIPS 180-4, 4.2.2; computed
    /// in whole numbers.
    private static let constants: [UInt32] = primes(64).map { prime in
        // floor(cbrt(prime) · 2³²) by bisection: (x / 2³²)³ ≤ prime, in 128 bits.
        var (low, high) = (UInt64(0), UInt64(8) << 32)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            let cube = UInt128(middle) * UInt128(middle) * UInt128(middle)
            let isBelow = cube <= UInt128(prime) << 96
            if isBelow { low = middle } else { high = middle }
        }
        return UInt32(truncatingIfNeeded: low)
    }

    private static func primes(_ count: Int) -> [Int] {
        var found: [Int] = []
        var candidate = 2
        while found.count < count {
            if found.allSatisfy({ candidate % $0 != 0 }) { found.append(candidate) }
            candidate += 1
        }
        return found
    }
}
