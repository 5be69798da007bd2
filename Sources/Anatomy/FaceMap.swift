internal import Geometry

/// The regions of a face whose skin differs, as places on the reference body from the base mesh's origin, of the left
/// half: 0…1.
enum FaceMap {
    /// Both lids of a closed eye.
    static func lid(_ x: Float, _ p: Vector3) -> Float {
        guard p.z > 105 else { return 0 }
        return 1 - smoothstep(0.75, 1.15, Vector2((x - 29) / 17, (p.y - 686) / 9).length)
    }

    /// Where the lashes of a closed eye grow: the seam of its lids.
    static func lashLine(_ x: Float, _ p: Vector3) -> Float {
        guard lid(x, p) > 0.01 else { return 0 }
        return bell(lashMargin.nearest([x, p.y, p.z]).distance, 0.42)
    }

    /// From the inner corner of an eye outward.
    static let lashMargin = SculptLine([
        [18.2, 681.1, 125.1], [20.8, 680.4, 126.6], [24.5, 680.2, 128.3], [28.4, 679.9, 129.3], [32.1, 680.5, 129],
        [35.7, 680.9, 128.2], [38.3, 681.4, 126.8], [40.2, 681.9, 125.4], [41.3, 682.6, 124],
    ])

    /// The hollow below an eye, from its inner corner outward.
    static func underEye(_ x: Float, _ p: Vector3) -> Float {
        guard p.z > 100 else { return 0 }
        let line = 673.5 + 0.012 * (x - 24) * (x - 24)
        return bell(p.y - line, 3.5) * smoothstep(10, 18, x) * (1 - smoothstep(30, 44, x))
    }

    /// The red of the lips, and a little round it.
    static func lip(_ x: Float, _ p: Vector3) -> Float {
        guard p.z > 122 else { return 0 }
        return 1 - smoothstep(0.7, 1.05, Vector2(x / 28, (p.y - 624.5) / 10).length)
    }

    /// Where blood shows: tip and wings of the nose, the apple of the cheek, the chin.
    static func flush(_ x: Float, _ p: Vector3) -> Float {
        let nose = max(0.8 * bell((Vector3(x, p.y, p.z) - [0, 657, 156]).length, 9), wing(x, p))
        let cheek = 0.75 * bell((Vector3(x, p.y, p.z) - [46, 661, 118]).length, 15)
        let chin = 0.35 * bell((Vector3(x, p.y, p.z) - [0, 610, 134]).length, 11)
        return clamp01(nose + cheek + chin)
    }

    private static func wing(_ x: Float, _ p: Vector3) -> Float {
        bell((Vector3(x, p.y, p.z) - [17, 653, 136]).length, 5.5)
    }

    /// Where pores are wide: the nose, the cheek beside it, the middle of the forehead.
    static func pores(_ x: Float, _ p: Vector3) -> Float {
        let nose = smoothstep(100, 120, p.z) * (1 - smoothstep(0.8, 1.3, Vector2(x / 17, (p.y - 664) / 20).length))
        let cheek = 0.7 * bell((Vector3(x, p.y, p.z) - [27, 655, 130]).length, 12)
        let forehead = 0.35 * bell(x, 28) * smoothstep(712, 725, p.y)
        let elsewhere = 0.45 * smoothstep(20, 80, p.z) * smoothstep(592, 615, p.y)
        return max(nose, cheek, forehead, elsewhere) * (1 - max(lid(x, p), lip(x, p)))
    }

    /// Where a man's beard grows: from the cheek's line down to the throat, round the lips.
    static func beard(_ x: Float, _ p: Vector3) -> Float {
        // From the sideburn to the corner of the mouth; the moustache grows up to the nose.
        let cheekLine = mix(662, 634, smoothstep(45, 118, p.z))
        let line = max(cheekLine, 651 - 40 * smoothstep(20, 36, x))
        let below = smoothstep(-5, 14, line - p.y)
        return below * smoothstep(556, 582, p.y) * smoothstep(18, 46, p.z) * (1 - lip(x, p))
    }
}

extension Mesh {
    /// Adds the channels of a face: `lid`, `lashLine`, `underEye`, `flush`, `pores`, `lip` and, where one grows, `beard`;
    /// and gives the lips their edge.
    mutating func markFace(of person: Person, origin: Float) {
        let rest = restPositions
        func channel(_ region: @Sendable (Float, Vector3) -> Float) -> [Float] {
            parallelMap(rest.count) { i in
                let p = rest[i] - [0, origin, 0]
                return p.y > 550 && p.z > 15 ? region(abs(p.x), p) : 0
            }
        }
        channels["lid"] = channel(FaceMap.lid)
        channels["lashLine"] = channel(FaceMap.lashLine)
        channels["underEye"] = channel(FaceMap.underEye)
        channels["flush"] = channel(FaceMap.flush)
        channels["pores"] = channel(FaceMap.pores)
        channels["lip"] = channel(FaceMap.lip)
        let beard = person.beard
        if beard > 0 { channels["beard"] = channel(FaceMap.beard).map { $0 * beard } }
        // A man's lips are nearer to his skin, and nobody paints them.
        let red = mix(1, 0.6, smoothstep(0.3, 0.8, person.shape.masculinity))
        channels["lips"] = channels["lips"]?.map { red * smoothstep(0.3, 0.7, $0) }
    }
}
