/// A fast 64-bit checksum against damage, not against malice: four lanes of multiply and rotate over 32-byte blocks,
/// mixed at the end (the construction of xxHash64, with its own constants here).
func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var lanes = SIMD4<UInt64>(
        0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9, 0x27d4_eb2f_1656_67c5)
    let (m1, m2): (UInt64, UInt64) = (0x9e37_79b1_85eb_ca87, 0xc2b2_ae3d_27d4_eb4f)
    let blocks = bytes.count / 32
    var (a, b, c, d) = (lanes.x, lanes.y, lanes.z, lanes.w)
    func round(_ lane: UInt64, _ offset: Int) -> UInt64 {
        let mixed = lane &+ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) &* m2
        return (mixed << 31 | mixed >> 33) &* m1
    }
    for i in 0..<blocks {
        a = round(a, 32 * i)
        b = round(b, 32 * i + 8)
        c = round(c, 32 * i + 16)
        d = round(d, 32 * i + 24)
    }
    lanes = SIMD4(a, b, c, d)
    var hash = UInt64(bytes.count)
    for i in 0..<4 { hash = (hash ^ lanes[i]) &* m1 ^ (hash >> 29) }
    for i in blocks * 32..<bytes.count { hash = (hash ^ UInt64(bytes[i])) &* m1 ^ (hash >> 31) }
    hash = (hash ^ hash >> 33) &* m2
    return hash ^ hash >> 29
}
