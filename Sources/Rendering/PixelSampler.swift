package import Geometry

/// Owen-scrambled Sobol points in padded pairs of dimensions (Burley 2020).
///
/// Every pair is the (0, 2)-sequence of Sobol with its own shuffle and scramble, so a pixel's samples are
/// stratified in each pair whatever their number; pairs are independent of one another.
package struct PixelSampler {
    private let pixel: UInt32
    private let index: UInt32
    private var dimension: UInt32 = 0

    package init(x: Int, y: Int, index: Int, seed: UInt64) {
        var h = mixBits(UInt32(truncatingIfNeeded: seed) ^ mixBits(UInt32(truncatingIfNeeded: seed >> 32)))
        h = mixBits(h ^ UInt32(truncatingIfNeeded: x))
        pixel = mixBits(h &+ 0x9e37_79b9 &* UInt32(truncatingIfNeeded: y &+ 1))
        self.index = UInt32(truncatingIfNeeded: index).bitReversed
    }

    /// Uniform in the unit square.
    @inline(__always) package mutating func next2D() -> Vector2 {
        let seed = mixBits(pixel &+ dimension &* 0x9e37_79b9)
        dimension &+= 1
        let shuffled = laineKarras(index, seed)  // bit-reversed: already the first Sobol dimension
        let x = laineKarras(shuffled.bitReversed, mixBits(seed ^ 0x68bc_21eb)).bitReversed
        // Sobol's second dimension is the Pascal triangle mod 2, a Kronecker power of [[1, 1], [0, 1]].
        var p = shuffled.bitReversed
        p ^= (p >> 16) & 0x0000_ffff
        p ^= (p >> 8) & 0x00ff_00ff
        p ^= (p >> 4) & 0x0f0f_0f0f
        p ^= (p >> 2) & 0x3333_3333
        p ^= (p >> 1) & 0x5555_5555
        let y = laineKarras(p, mixBits(seed ^ 0x02e5_be93)).bitReversed
        return Vector2(unitFloat(x), unitFloat(y))
    }

    /// A stream of plain random numbers for the inside of a walk, where stratification is lost anyway.
    mutating func stream() -> RandomStream {
        dimension &+= 1
        return RandomStream(state: mixBits(pixel ^ mixBits(index &+ dimension &* 0x85eb_ca6b)))
    }
}

/// A 32-bit PCG (O'Neill 2014, RXS-M-XS): one multiplication a number.
struct RandomStream {
    var state: UInt32

    @inline(__always) mutating func next() -> Float {
        state = state &* 747_796_405 &+ 2_891_336_453
        let word = ((state >> ((state >> 28) &+ 4)) ^ state) &* 277_803_737
        return unitFloat((word >> 22) ^ word)
    }
}

@inline(__always) func mixBits(_ x: UInt32) -> UInt32 {
    var h = x
    h = (h ^ (h >> 16)) &* 0x7feb_352d
    h = (h ^ (h >> 15)) &* 0x846c_a68b
    return h ^ (h >> 16)
}

/// Owen scrambling of a bit-reversed number (Laine and Karras 2011, constants of Burley 2020).
@inline(__always) private func laineKarras(_ value: UInt32, _ seed: UInt32) -> UInt32 {
    var x = value &+ seed
    x ^= x &* 0x6c50_b47c
    x ^= x &* 0xb82f_1e52
    x ^= x &* 0xc7af_e638
    x ^= x &* 0x8d22_f6e6
    return x
}

@inline(__always) private func unitFloat(_ x: UInt32) -> Float { Float(x >> 8) * 0x1p-24 }

extension UInt32 {
    @inline(__always) fileprivate var bitReversed: UInt32 {
        var x = byteSwapped
        x = (x >> 4) & 0x0f0f_0f0f | (x & 0x0f0f_0f0f) << 4
        x = (x >> 2) & 0x3333_3333 | (x & 0x3333_3333) << 2
        return (x >> 1) & 0x5555_5555 | (x & 0x5555_5555) << 1
    }
}
