internal import Geometry

extension EarModelling {
    /// Smooths away faces that show their inside to the side: light below the skin would be lost in them.
    mutating func heal() {
        var work = positions
        let faces = net.triangles.filter { t in
            inside[Int(t.x)] > -3 && inside[Int(t.y)] > -3 && inside[Int(t.z)] > -3
        }
        let everywhere = [Bool](repeating: true, count: work.count)
        for round in 0..<30 {
            let marked = insideOut(faces, work)
            if marked.isEmpty { break }
            let shares = net.spread(from: marked, rings: 6 + round, softening: 4, bound: everywhere)
            net.smooth(&work, shares.map { ($0.vertex, 0.8 * $0.share) }, passes: 30)
        }
        positions = work
    }

    /// Corners of faces that are foremost in the side view and look inward.
    private func insideOut(_ faces: [SIMD3<UInt32>], _ p: [Vector3]) -> [Int] {
        let pixel: Float = 0.3
        let (w, h) = (300, 320)
        func cell(_ c: Vector3) -> SIMD2<Int> {
            SIMD2(min(max(Int((-c.z + 85) / pixel), 1), w - 2), min(max(Int((c.y - 615) / pixel), 1), h - 2))
        }
        var foremost = [Float](repeating: -.infinity, count: w * h)
        let centres = faces.map { (p[Int($0.x)] + p[Int($0.y)] + p[Int($0.z)]) / 3 }
        for c in centres {
            let at = cell(c)
            for dy in -1...1 {
                for dx in -1...1 {
                    let i = (at.y + dy) * w + at.x + dx
                    foremost[i] = max(foremost[i], c.x)
                }
            }
        }
        var marked: [Int] = []
        for (t, c) in zip(faces, centres) {
            let a = p[Int(t.x)]
            let n = cross(p[Int(t.y)] - a, p[Int(t.z)] - a).normalized
            let at = cell(c)
            if n.x < -0.02, c.x > foremost[at.y * w + at.x] - 0.5 { marked += [Int(t.x), Int(t.y), Int(t.z)] }
        }
        return marked
    }
}
