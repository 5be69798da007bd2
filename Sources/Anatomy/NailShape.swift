internal import Foundation
internal import Geometry

/// A nail on the reference hand: where its plate lies and how it curves.
///
/// `u` runs across from −1 to 1 toward the thumb's side, `v` from the root 0 to the fingertip's edge of the bed 1.
struct NailShape: Sendable {
    let finger: Finger
    /// Middle of the plate's root, and unit axes: across, along, out.
    let origin, across, along, out: Vector3
    /// Half the width and the length of the bed, millimetres.
    let halfWidth, length: Float
    /// Height of the bed over the frame: 1, u, v, u², uv, v².
    let coefficients: [Float]

    /// - Parameter points: Reference positions that the nails' mask covers, on this finger.
    init?(_ finger: Finger, hand: HandFrame, points: [Vector3]) {
        guard points.count > 40, let joints = hand.joints[finger], let back = hand.backs[finger] else { return nil }
        self.finger = finger
        let middle = points.reduce(Vector3.zero, +) / Float(points.count)
        let axis = (joints[3] - joints[2]).normalized
        // The nail leans with its finger's last phalanx; square its frame to the mean normal.
        let normal = (back - axis * dot(back, axis)).normalized
        (along, out, across) = (axis, normal, cross(axis, normal))
        let (axisAcross, axisAlong) = (across, along)
        let us = points.map { dot($0 - middle, axisAcross) }.sorted()
        let vs = points.map { dot($0 - middle, axisAlong) }.sorted()
        func quantile(_ a: [Float], _ q: Float) -> Float { a[min(Int(q * Float(a.count)), a.count - 1)] }
        let (u0, u1) = (quantile(us, 0.01), quantile(us, 0.99))
        let (v0, v1) = (quantile(vs, 0.01), quantile(vs, 0.99))
        // The mask covers the folds too.
        (halfWidth, length) = ((u1 - u0) / 2 * 0.87, (v1 - v0) * 0.9)
        guard halfWidth > 1, length > 2 else { return nil }
        origin = middle + across * ((u0 + u1) / 2) + along * (v1 - length)
        let frame = (origin, halfWidth, length, out, across, along)
        guard
            let fit = Self.fit(
                points.map { p in
                    let d = p - frame.0
                    return (dot(d, frame.4) / frame.1, dot(d, frame.5) / frame.2, dot(d, frame.3))
                })
        else { return nil }
        coefficients = Self.curved(fit, halfWidth: halfWidth)
    }

    /// A bed at least as curved as real ones are across: the base mesh's fingertips are flat.
    private static func curved(_ fit: [Float], halfWidth: Float) -> [Float] {
        var c = fit
        let sagitta = -0.34 * halfWidth
        guard c[3] > sagitta else { return c }
        // The middle rises by a third of what the edges sink.
        c[0] += 0.3 * (c[3] - sagitta)
        c[3] = sagitta
        c[5] = min(c[5], -0.5)
        return c
    }

    /// Coordinates of a point: across, along, and millimetres out.
    func coordinates(_ p: Vector3) -> (u: Float, v: Float, h: Float) {
        let d = p - origin
        return (dot(d, across) / halfWidth, dot(d, along) / length, dot(d, out))
    }

    /// Height of the smooth bed there.
    func bed(_ u: Float, _ v: Float) -> Float {
        let c = coefficients
        let a = c[0] + c[1] * u + c[2] * v
        return a + c[3] * u * u + c[4] * u * v + c[5] * v * v
    }

    /// The root is a half moon under its fold.
    static func root(_ u: Float) -> Float {
        let square = u * u
        return 0.12 * square + 0.20 * square * square * square
    }

    /// Presses the bed under the plate and raises the folds around it.
    func imprint(_ p: Vector3, _ n: Vector3, _ relief: inout SkinRelief) {
        let (u, v, h) = coordinates(p)
        guard abs(u) < 1.9, v > -0.7, v < 1.6, dot(n, out) > -0.3 else { return }
        // Signed distances to the plate's border in millimetres, positive outside.
        let lateral = (abs(u) - 1) * halfWidth
        let proximal = (Self.root(u) - v) * length
        let border = max(lateral, proximal)
        let inside = 1 - smoothstep(-0.55, 0.2, border)
        let reached = 1 - smoothstep(0.98, 1.12, v)
        let facing = smoothstep(0, 0.45, dot(n, out))
        let bedDepth = min(max(bed(u, min(v, 1.05)) - 0.42 - h, -1.7), 0.8)
        relief.height = mix(relief.height, bedDepth, inside * reached * facing)
        relief.nailBed = max(relief.nailBed, inside * reached * facing)
        // Folds swell beside and behind the plate, the cuticle a thin rim at its root.
        let beside = (1 - smoothstep(0.75, 1.0, v)) * smoothstep(-0.5, 0.1, border)
        let behind: Float = proximal > lateral ? 1 : 0
        relief.height += mix(0.10, 0.20, behind) * bell(border - 1.0, 0.95) * beside * facing
        relief.height += 0.06 * behind * bell(border - 0.2, 0.3) * beside * facing
        relief.crease = max(relief.crease, mix(0.5, 0.25, behind) * bell(border, 0.3) * beside)
        relief.fingertip = max(relief.fingertip, 0.7 * bell(border - 0.8, 1.0) * beside)
    }

    /// Least squares for a quadratic height, by normal equations.
    private static func fit(_ samples: [(u: Float, v: Float, h: Float)]) -> [Float]? {
        var a = [[Double]](repeating: [Double](repeating: 0, count: 7), count: 6)
        for s in samples {
            let (u, v) = (Double(s.u), Double(s.v))
            let basis = [1, u, v, u * u, u * v, v * v]
            for i in 0..<6 {
                for j in 0..<6 { a[i][j] += basis[i] * basis[j] }
                a[i][6] += basis[i] * Double(s.h)
            }
        }
        for i in 0..<6 {
            guard let pivot = (i..<6).max(by: { abs(a[$0][i]) < abs(a[$1][i]) }), abs(a[pivot][i]) > 1e-9 else {
                return nil
            }
            a.swapAt(i, pivot)
            for r in 0..<6 where r != i {
                let k = a[r][i] / a[i][i]
                for c in i..<7 { a[r][c] -= k * a[i][c] }
            }
        }
        return (0..<6).map { Float(a[$0][6] / a[$0][$0]) }
    }
}
