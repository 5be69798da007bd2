internal import Foundation
internal import Geometry

/// A symmetric 3 × 3 matrix: a covariance of colours or its inverse.
struct Symmetric3: Sendable {
    var xx, xy, xz, yy, yz, zz: Float

    static let zero = Symmetric3(xx: 0, xy: 0, xz: 0, yy: 0, yz: 0, zz: 0)

    var determinant: Float {
        xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz)
    }

    var inverse: Symmetric3 {
        let s = 1 / determinant
        return Symmetric3(
            xx: (yy * zz - yz * yz) * s, xy: (xz * yz - xy * zz) * s, xz: (xy * yz - xz * yy) * s,
            yy: (xx * zz - xz * xz) * s, yz: (xy * xz - xx * yz) * s, zz: (xx * yy - xy * xy) * s)
    }

    @inline(__always) func quadratic(_ v: SIMD3<Float>) -> Float {
        v.x * (xx * v.x + 2 * (xy * v.y + xz * v.z)) + v.y * (yy * v.y + 2 * yz * v.z) + zz * v.z * v.z
    }

    @inline(__always) mutating func add(_ v: SIMD3<Float>, _ u: SIMD3<Float>, weight w: Float) {
        xx += w * v.x * u.x
        xy += w * 0.5 * (v.x * u.y + v.y * u.x)
        xz += w * 0.5 * (v.x * u.z + v.z * u.x)
        yy += w * v.y * u.y
        yz += w * 0.5 * (v.y * u.z + v.z * u.y)
        zz += w * v.z * u.z
    }
}

/// A colour seen somewhere: CIELAB, and the position in hundredths of the longer side.
struct ColourSample: Sendable {
    var place: SIMD2<Float>
    var colour: SIMD3<Float>
    var weight: Float
}

/// A Gaussian mixture over colours, or over colour and place together.
///
/// With place, each component is a patch of surface whose colour changes linearly across it: shading on a bust.
/// Without, it is the palette of a piece. Fitted by expectation maximisation with a uniform component that takes
/// outliers (Banfield and Raftery 1993).
struct ColourMixture: Sendable {
    struct Patch: Sendable {
        var logWeight: Float = 0
        var centre = SIMD2<Float>.zero
        /// Inverse covariance of place: xx, xy, yy.
        var placePrecision = SIMD3<Float>(1, 0, 1)
        var logPlaceNorm: Float = 0
        var colour = SIMD3<Float>.zero
        /// Change of colour along x and along y.
        var slopeX = SIMD3<Float>.zero
        var slopeY = SIMD3<Float>.zero
        var covariance = Symmetric3.zero
        var precision = Symmetric3.zero
        var logColourNorm: Float = 0

        @inline(__always) func logPlace(_ p: SIMD2<Float>) -> Float {
            let d = p - centre
            return logPlaceNorm
                - 0.5 * (placePrecision.x * d.x * d.x + 2 * placePrecision.y * d.x * d.y + placePrecision.z * d.y * d.y)
        }

        @inline(__always) func logColour(_ c: SIMD3<Float>, at p: SIMD2<Float>) -> Float {
            let d = p - centre
            let e = c - colour - slopeX * d.x - slopeY * d.y
            return logColourNorm - 0.5 * precision.quadratic(e)
        }

        func expected(at p: SIMD2<Float>) -> SIMD3<Float> {
            let d = p - centre
            return colour + slopeX * d.x + slopeY * d.y
        }
    }

    var patches: [Patch]
    let usesPlace: Bool

    /// Log density of CIELAB colours nobody knows anything of.
    static let logUniformColour: Float = -logf(100 * 60 * 70)

    /// Fits at most `count` components.
    init(_ samples: [ColourSample], count: Int, usesPlace: Bool, noise: Float, iterations: Int = 18, seed: UInt64 = 7) {
        self.usesPlace = usesPlace
        patches = []
        guard samples.count >= 8 else { return }
        patches = ColourMixture.start(samples, count: count, usesPlace: usesPlace, seed: seed)
        let outlier = ColourMixture.logUniformColour + (usesPlace ? -logf(100 * 80) : 0) + logf(0.1)
        for _ in 0..<iterations { maximise(samples, noise: noise, outlier: outlier) }
    }

    /// Seeds far from one another in colour and place.
    private static func start(_ samples: [ColourSample], count: Int, usesPlace: Bool, seed: UInt64) -> [Patch] {
        var random = PCG32(seed: seed)
        let pool = (0..<min(1500, samples.count)).map { _ in
            samples[Int(random.nextUInt32()) % samples.count]
        }
        var chosen: [ColourSample] = [pool[0]]
        var distance = [Float](repeating: .infinity, count: pool.count)
        while chosen.count < count {
            let last = chosen[chosen.count - 1]
            var total: Float = 0
            for (i, s) in pool.enumerated() {
                let e = s.colour - last.colour
                let d = s.place - last.place
                let q = (e * e).sum() + (usesPlace ? (d * d).sum() * 0.25 : 0)
                distance[i] = min(distance[i], q)
                total += min(distance[i], 900) * s.weight
            }
            guard total > 0 else { break }
            var pick = random.nextFloat() * total
            var next = pool.count - 1
            for (i, s) in pool.enumerated() {
                pick -= min(distance[i], 900) * s.weight
                if pick <= 0 {
                    next = i
                    break
                }
            }
            chosen.append(pool[next])
        }
        return chosen.map { s in
            var p = Patch(logWeight: -logf(Float(chosen.count)), centre: s.place, colour: s.colour)
            p.setPlace(SIMD3(150, 0, 150), used: usesPlace)
            p.setColour(Symmetric3(xx: 60, xy: 0, xz: 0, yy: 30, yz: 0, zz: 30))
            return p
        }
    }

    private mutating func maximise(_ samples: [ColourSample], noise: Float, outlier: Float) {
        struct Sum {
            var n: Float = 0
            var place = SIMD2<Float>.zero
            var colour = SIMD3<Float>.zero
            var pp = SIMD3<Float>.zero
            var px = SIMD3<Float>.zero
            var py = SIMD3<Float>.zero
            var cc = Symmetric3.zero
        }
        var sums = [Sum](repeating: Sum(), count: patches.count)
        var logs = [Float](repeating: 0, count: patches.count)
        var all: Float = 0
        for s in samples {
            var top = outlier
            for k in patches.indices {
                let l =
                    patches[k].logWeight + (usesPlace ? patches[k].logPlace(s.place) : 0)
                    + patches[k].logColour(s.colour, at: s.place)
                logs[k] = l
                top = max(top, l)
            }
            var z = expf(outlier - top)
            for k in patches.indices {
                logs[k] = expf(logs[k] - top)
                z += logs[k]
            }
            all += s.weight
            for k in patches.indices where logs[k] > 1e-4 * z {
                let w = logs[k] / z * s.weight
                let d = s.place - patches[k].centre
                let e = s.colour - patches[k].colour
                sums[k].n += w
                sums[k].place += d * w
                sums[k].colour += e * w
                sums[k].pp += SIMD3(d.x * d.x, d.x * d.y, d.y * d.y) * w
                sums[k].px += e * (d.x * w)
                sums[k].py += e * (d.y * w)
                sums[k].cc.add(e, e, weight: w)
            }
        }
        var kept: [Patch] = []
        for k in patches.indices where sums[k].n > 0.002 * all {
            let t = sums[k]
            let d = t.place / t.n
            let e = t.colour / t.n
            var p = patches[k]
            p.logWeight = logf(t.n / all)
            p.centre += d
            p.colour += e
            var pp = t.pp / t.n - SIMD3(d.x * d.x, d.x * d.y, d.y * d.y)
            pp += SIMD3(4, 0, 4)
            var cc = Symmetric3.zero
            cc.xx = t.cc.xx / t.n - e.x * e.x
            cc.xy = t.cc.xy / t.n - e.x * e.y
            cc.xz = t.cc.xz / t.n - e.x * e.z
            cc.yy = t.cc.yy / t.n - e.y * e.y
            cc.yz = t.cc.yz / t.n - e.y * e.z
            cc.zz = t.cc.zz / t.n - e.z * e.z
            if usesPlace {
                let px = t.px / t.n - e * d.x
                let py = t.py / t.n - e * d.y
                let s = 1 / (pp.x * pp.z - pp.y * pp.y)
                p.slopeX = (px * pp.z - py * pp.y) * s
                p.slopeY = (py * pp.x - px * pp.y) * s
                cc.add(p.slopeX, px, weight: -1)
                cc.add(p.slopeY, py, weight: -1)
            }
            p.setPlace(pp, used: usesPlace)
            cc.xx += noise * noise
            cc.yy += 0.5 * noise * noise
            cc.zz += 0.5 * noise * noise
            p.setColour(cc)
            kept.append(p)
        }
        patches = kept
    }

    /// Log density of a colour at a place, given the place; −∞-like when nothing is known.
    @inline(__always) static func logDensity(
        _ patches: UnsafeBufferPointer<Patch>, usesPlace: Bool, _ c: SIMD3<Float>, at p: SIMD2<Float>
    ) -> (log: Float, best: Int) {
        var (joint, place): (Float, Float) = (-80, -80)
        var best = 0
        var top: Float = -.infinity
        var (jointSum, placeSum): (Float, Float) = (0, 0)
        for k in 0..<patches.count {
            let l = patches[k].logWeight + (usesPlace ? patches[k].logPlace(p) : 0)
            let j = l + patches[k].logColour(c, at: p)
            if j > top { (top, best) = (j, k) }
            // Running sums of exponentials, rescaled when a larger term comes.
            if l > place {
                placeSum = placeSum * expf(place - l) + 1
                place = l
            } else if l > place - 16 {
                placeSum += expf(l - place)
            }
            if j > joint {
                jointSum = jointSum * expf(joint - j) + 1
                joint = j
            } else if j > joint - 16 {
                jointSum += expf(j - joint)
            }
        }
        guard jointSum > 0, placeSum > 0 else { return (-80, best) }
        return (max(-80, joint + logf(jointSum) - place - logf(placeSum)), best)
    }
}

extension ColourMixture.Patch {
    mutating func setPlace(_ c: SIMD3<Float>, used: Bool) {
        guard used else {
            (placePrecision, logPlaceNorm) = (.zero, 0)
            return
        }
        let det = max(c.x * c.z - c.y * c.y, 1e-3)
        placePrecision = SIMD3(c.z, -c.y, c.x) / det
        logPlaceNorm = -1.837_877 - 0.5 * logf(det)
    }

    mutating func setColour(_ c: Symmetric3) {
        covariance = c
        precision = c.inverse
        logColourNorm = -2.756_816 - 0.5 * logf(max(c.determinant, 1e-6))
    }
}
