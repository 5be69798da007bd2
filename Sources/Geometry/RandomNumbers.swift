/// PCG-XSH-RR 64/32 (O'Neill 2014): small, fast, and the same on every machine.
public struct PCG32: RandomNumberGenerator, Sendable {
    private var state: UInt64
    private let increment: UInt64

    public init(seed: UInt64, sequence: UInt64 = 1) {
        state = 0
        increment = sequence << 1 | 1
        _ = nextUInt32()
        state &+= seed
        _ = nextUInt32()
    }

    @inlinable public mutating func next() -> UInt64 { UInt64(nextUInt32()) << 32 | UInt64(nextUInt32()) }

    public mutating func nextUInt32() -> UInt32 {
        let old = state
        state = old &* 6_364_136_223_846_793_005 &+ increment
        let shifted = UInt32(truncatingIfNeeded: ((old >> 18) ^ old) >> 27)
        let turn = UInt32(old >> 59)
        return shifted >> turn | shifted << ((~turn &+ 1) & 31)
    }

    /// Uniform in [0, 1).
    public mutating func nextFloat() -> Float { Float(nextUInt32() >> 8) * 0x1p-24 }
}
