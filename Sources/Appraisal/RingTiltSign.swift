internal import Foundation
internal import Geometry
internal import Imaging

/// Tells the two readings of a band's tilt apart: which of its two rims lies nearer.
///
/// Their outlines hardly differ, so other things must speak: what a stand hides, the near rim's own edges inside the
/// matte, the ornament that outer walls bear and inner walls do not, perspective, and how things rest on tables.
struct RingTiltSign {
    let matte: RingBandMatte
    let fit: RingBandFit
    let photo: ImageBuffer<DisplayLinear>?

    /// What speaks for one reading rather than for its mirror, in natural logarithms of odds.
    struct Evidence {
        var hiding, edges, ornament, perspective, gravity: Double

        var sum: Double { hiding + edges + ornament + perspective + gravity }
    }

    /// The better of a fit and its mirror, and how sure that is.
    func chosen(_ first: RingBandFit.Result) -> (RingBandFit.Result, Float) {
        let second = fit.finished(first.model.mirrored)
        let lean = (first.model.axis.x * first.model.axis.x + first.model.axis.y * first.model.axis.y).squareRoot()
        // Face-on both are the same.
        guard lean > 0.05 else { return (first, 1) }
        let odds = evidence(for: first, against: second)
        let confidence = Float(tanh(abs(odds.sum) / 2))
        return odds.sum >= 0 ? (first, confidence) : (second, confidence)
    }

    private func evidence(for first: RingBandFit.Result, against second: RingBandFit.Result) -> Evidence {
        let (a, b) = (first.model, second.model)
        // None may outvote all others: each is wrong now and then, and then it is wrong by much.
        func bounded(_ x: Double, _ limit: Double) -> Double { limit * tanh(x / limit) }
        var evidence = Evidence(
            hiding: bounded(3 * (outerWallEvidence(a) - outerWallEvidence(b)), 2.5), edges: 0, ornament: 0,
            perspective: bounded(25 * (second.score - first.score), 1.5),
            gravity: Self.restingPrior(a.axis) - Self.restingPrior(b.axis))
        if let photo {
            evidence.edges = bounded(4 * (edges(a, photo) - edges(b, photo)), 2)
            evidence.ornament = bounded(4 * (ornament(a, photo) - ornament(b, photo)), 3.5)
        }
        return evidence
    }

    /// How much more of the near, outer-wall side than of the far side is matte: a stand hides what is behind it.
    private func outerWallEvidence(_ model: RingBandModel) -> Double {
        let near = model.nearSide
        var sums = (near: 0.0, far: 0.0)
        for k in 0..<90 {
            let angle = (Double(k) + 0.5) / 90 * 2 * .pi
            let u = model.point(angle, radius: 1, height: 0, from: near)
            let p = model.project(u * (model.innerRadius + model.thickness / 2))
            let alpha = Double(matte.coverage(at: p))
            let weight = dot3(u, near)
            if weight > 0 { sums.near += weight * alpha } else { sums.far -= weight * alpha }
        }
        return (sums.near - sums.far) / max(sums.near + sums.far, 1e-6)
    }

    /// Log-likelihood of an axis for a ring that lies on a table or stands on it, seen from above as tables are.
    ///
    /// World up is (0, −cos e, −sin e) for a camera raised by e. A lying ring's axis is that; a standing one's is square
    /// to it. Angles in degrees; the spreads are those of sellers' photographs.
    static func restingPrior(_ axis: SIMD3<Double>) -> Double {
        let a = axis.z <= 0 ? axis : -axis
        func bell(_ x: Double, _ mean: Double, _ spread: Double) -> Double { exp(-pow((x - mean) / spread, 2) / 2) }
        let degree = 180 / Double.pi
        let lyingRaise = asin(min(max(-a.z, 0), 1)) * degree
        let lyingRoll = atan2(a.x, -a.y) * degree
        let lying = bell(lyingRaise, 32, 16) * bell(lyingRoll, 0, 25)
        // Rings lean back in slots.
        let standing = bell(atan2(a.y, -a.z) * degree, 25, 24)
        return log(0.4 * lying + 0.6 * standing + 0.05)
    }
}

// MARK: - What the photo shows inside the matte

extension RingTiltSign {
    /// Square root of luminance, about as the eye sees steps; zero outside.
    private func brightness(_ photo: ImageBuffer<DisplayLinear>, _ p: SIMD2<Double>) -> Double {
        let (x, y) = (Int(p.x), Int(p.y))
        guard x >= 0, y >= 0, x < photo.width, y < photo.height else { return 0 }
        let c = photo.rgb(x, y)
        return Double(max(0, Imaging.luminance(c))).squareRoot()
    }

    /// Mean contrast across the near rim's edges where they run inside the matte, in units of the usual contrast there.
    private func edges(_ model: RingBandModel, _ photo: ImageBuffer<DisplayLinear>) -> Double {
        let nearHeight = model.axis.z < 0 ? model.bandWidth / 2 : -model.bandWidth / 2
        let margin = max(2, 0.03 * model.innerRadius)
        let delta = max(1, 0.02 * model.innerRadius)
        let helper: SIMD3<Double> = abs(model.axis.z) < 0.7 ? SIMD3(0, 0, 1) : SIMD3(1, 0, 0)
        let from = unit3(cross3(model.axis, helper))
        var (contrast, usual, count) = (0.0, 0.0, 0.0)
        for (radius, isOuter) in [(model.outerRadius, true), (model.innerRadius, false)] {
            for k in 0..<240 {
                let angle = Double(k) / 240 * 2 * .pi
                let p = model.project(model.point(angle, radius: radius, height: nearHeight, from: from))
                let inside =
                    isOuter
                    ? model.hullDistance(p).distance < -margin : model.holeDistance(p).distance > margin
                guard inside, matte.coverage(at: p) > 0.9 else { continue }
                let n = model.circleDistance(p, radius: radius, height: nearHeight).gradient
                let values = (-3...3).map { brightness(photo, p + n * (Double($0) * delta)) }
                contrast += abs(values[4] - values[2])
                // Beside the edge the same step, so that texture and stones count for nothing.
                usual += (abs(values[6] - values[4]) + abs(values[2] - values[0])) / 2
                count += 1
            }
        }
        guard count > 12 else { return 0 }
        return (contrast - usual) / max(contrast + usual, 0.02 * count)
    }

    /// How much more the outer wall changes along the band than the inner wall, −1…1: stones, engraving and inlays sit
    /// outside, while what a polished wall mirrors changes slowly round it and its edges run along it.
    private func ornament(_ model: RingBandModel, _ photo: ImageBuffer<DisplayLinear>) -> Double {
        let near = model.nearSide
        let nearHeight = model.axis.z < 0 ? model.bandWidth / 2 : -model.bandWidth / 2
        let step = max(0.03, 1.5 / model.innerRadius)
        var (sums, counts) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
        for k in 0..<180 {
            let angle = Double(k) / 180 * 2 * .pi
            // Keep to the middles of the walls: where they turn away anything changes fast, and in the wrong reading a
            // line along the band crosses the true rims there.
            let facing = cos(angle)
            guard abs(facing) > 0.7 else { continue }
            let (wall, radius) = facing > 0 ? (0, model.outerRadius) : (1, model.innerRadius)
            for height in [-0.16, -0.08, 0, 0.08, 0.16] {
                let places = (-1...1).map {
                    model.project(
                        model.point(
                            angle + Double($0) * step, radius: radius, height: height * model.bandWidth, from: near))
                }
                guard places.allSatisfy({ matte.coverage(at: $0) > 0.9 }) else { continue }
                // The inner wall is seen through the near rim.
                if wall == 1, model.circleDistance(places[1], radius: radius, height: nearHeight).distance > 0 {
                    continue
                }
                let values = places.map { brightness(photo, $0) }
                sums[wall] += abs(values[0] - 2 * values[1] + values[2])
                counts[wall] += 1
            }
        }
        guard counts.min() > 20 else { return 0 }
        let mean = sums / counts
        return (mean[0] - mean[1]) / (mean[0] + mean[1] + 0.04)
    }
}

extension RingBandModel {
    /// The direction square to the axis that faces the camera: there the outer wall is seen.
    var nearSide: SIMD3<Double> { unit3(axis * axis.z - SIMD3(0, 0, 1)) }
}
