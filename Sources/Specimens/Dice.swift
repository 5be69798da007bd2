import Geometry
internal import Glibc

/// Seeded draws in the terms of a lottery.
struct Dice {
    private var random: PCG32

    init(seed: UInt64, sequence: UInt64) { random = PCG32(seed: seed, sequence: sequence) }

    /// Uniform in a range.
    mutating func real(_ range: ClosedRange<Float>) -> Float {
        mix(range.lowerBound, range.upperBound, random.nextFloat())
    }

    /// Uniform in the logarithm, for sizes.
    mutating func size(_ range: ClosedRange<Float>) -> Float {
        exp(real(log(range.lowerBound)...log(range.upperBound)))
    }

    mutating func whole(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + min(Int(random.nextFloat() * Float(range.count)), range.count - 1)
    }

    mutating func chance(_ probability: Float) -> Bool { random.nextFloat() < probability }

    mutating func pick<T>(_ values: [T]) -> T {
        precondition(!values.isEmpty, "there must be something to pick from")
        return values[whole(0...values.count - 1)]
    }

    /// One of some values in proportion to their weights.
    mutating func draw<T>(_ values: [(T, Float)]) -> T {
        var rest = random.nextFloat() * values.reduce(0) { $0 + $1.1 }
        for (value, weight) in values {
            rest -= weight
            if rest < 0 { return value }
        }
        return values[values.count - 1].0
    }

    mutating func seed32() -> UInt32 { random.nextUInt32() }

    /// A colour of a hue (0…1 round the circle), saturation and value, linear light.
    mutating func colour(
        saturation: ClosedRange<Float> = 0...0.9, value: ClosedRange<Float> = 0.03...0.8
    ) -> Vector3 {
        let (hue, s, v) = (real(0...6), real(saturation), real(value))
        func channel(_ shift: Float) -> Float {
            let k = fmod(shift + hue, 6)
            return v - v * s * max(min(k, 4 - k, 1), 0)
        }
        return [channel(5), channel(3), channel(1)]
    }

    /// A unit vector within an angle of another, degrees.
    mutating func direction(near axis: Vector3, within degrees: Float) -> Vector3 {
        let basis = axis.orthonormalBasis
        let (a, r) = (real(0...2 * .pi), tan(real(0...degrees) * .pi / 180))
        return (axis + (basis.tangent * cos(a) + basis.bitangent * sin(a)) * r).normalized
    }
}
