/// Smooth value noise in [-1, 1] on the integer lattice, the same on every machine.
///
/// - Parameter p: position in cells; divide millimetres by the cell size you want.
public func valueNoise(_ p: Vector3, seed: UInt32 = 0) -> Float {
    let cell = p.rounded(.down)
    let f = p - cell
    let w = f * f * f * (f * (f * 6 - 15) + 10)
    // Lane by lane: the vector's own conversion is not specialised and costs more than all the rest.
    let i = SIMD3(Int32(cell.x), Int32(cell.y), Int32(cell.z))
    func value(_ dx: Int32, _ dy: Int32, _ dz: Int32) -> Float {
        Float(latticeHash(i &+ SIMD3(dx, dy, dz), seed: seed) >> 8) * 0x1p-23 - 1
    }
    let x00 = mix(value(0, 0, 0), value(1, 0, 0), w.x)
    let x10 = mix(value(0, 1, 0), value(1, 1, 0), w.x)
    let x01 = mix(value(0, 0, 1), value(1, 0, 1), w.x)
    let x11 = mix(value(0, 1, 1), value(1, 1, 1), w.x)
    return mix(mix(x00, x10, w.y), mix(x01, x11, w.y), w.z)
}

/// Octaves of value noise, each half as large and half as strong, scaled back to about [-1, 1].
public func fractalNoise(_ p: Vector3, octaves: Int, seed: UInt32 = 0) -> Float {
    var (sum, total, amplitude, frequency): (Float, Float, Float, Float) = (0, 0, 1, 1)
    for octave in 0..<octaves {
        sum += amplitude * valueNoise(p * frequency, seed: seed &+ UInt32(octave))
        total += amplitude
        amplitude *= 0.5
        frequency *= 2.03
    }
    return sum / total
}

/// A well-mixed hash of a lattice point (Murmur3 finalizer over multiplied coordinates).
@inlinable public func latticeHash(_ i: SIMD3<Int32>, seed: UInt32) -> UInt32 {
    var h = UInt32(bitPattern: i.x) &* 0x8da6_b343
    h ^= UInt32(bitPattern: i.y) &* 0xd816_3841
    h ^= UInt32(bitPattern: i.z) &* 0xcb1a_b31f
    h ^= seed &* 0x9e37_79b9
    h = (h ^ (h >> 16)) &* 0x85eb_ca6b
    h = (h ^ (h >> 13)) &* 0xc2b2_ae35
    return h ^ (h >> 16)
}
