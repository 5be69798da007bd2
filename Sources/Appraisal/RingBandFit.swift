internal import Foundation
package import Geometry

/// Fits one band in perspective to a ring's outline.
///
/// The outline's points either lie on the hull of the outer rims, on the hole's rim, or on neither: on the head, or
/// where a stand cuts the ring off. Residuals are therefore bounded (Geman and McClure 1985), many starts are tried,
/// and the best is told by how much of the outline it explains and how well its area agrees with the matte.
package struct RingBandFit: Sendable {
    package let matte: RingBandMatte
    private let few: [RingBandMatte.RimPoint]
    private let many: [RingBandMatte.RimPoint]
    /// Half of the longer side of the matte's box, pixels.
    private let size: Double
    /// Largest extent of the matte in any direction, pixels.
    private let diameter: Double

    package init(_ matte: RingBandMatte) {
        self.matte = matte
        diameter =
            (0..<24).map { k in
                let t = Double(k) / 24 * .pi
                let extents = matte.rim.map { $0.position.x * cos(t) + $0.position.y * sin(t) }
                return (extents.max() ?? 0) - (extents.min() ?? 0)
            }.max() ?? 1
        func thinned(_ count: Int) -> [RingBandMatte.RimPoint] {
            guard matte.rim.count > count else { return matte.rim }
            return (0..<count).map { matte.rim[$0 * matte.rim.count / count] }
        }
        (few, many) = (thinned(160), thinned(700))
        size = Double(max(matte.width, matte.height) * matte.step) / 2
    }

    /// A fitted band and how good it is.
    package struct Result: Sendable {
        package var model: RingBandModel
        /// The lower the better; comparable for one matte only.
        package var score: Double
        /// Share of the outline that lies on the band's rims, 0…1.
        package var explained: Double
        /// Root mean square distance of those points from the rims, pixels.
        package var rms: Double
    }

    /// The best fits, no two alike, best first.
    package func results(limit: Int = 4) -> [Result] {
        let coarse = starts().map { refined($0, points: few, scales: [0.2, 0.08], iterations: 6) }
        let candidates = distinct(coarse.map { result($0, points: few) }, limit: 2 * limit)
        // Partial arcs tell a tilt from its mirror: try both.
        let both = candidates.flatMap { [$0.model, $0.model.mirrored] }
        let better = both.map { result(refined($0, points: few, scales: [0.08, 0.03], iterations: 8), points: few) }
        return distinct(better, limit: limit).map { finished($0.model) }.sorted { $0.score < $1.score }
    }

    private func distinct(_ results: [Result], limit: Int) -> [Result] {
        var kept: [Result] = []
        for candidate in results.sorted(by: { $0.score < $1.score }) where kept.count < limit {
            if !kept.contains(where: { alike($0.model, candidate.model) }) { kept.append(candidate) }
        }
        return kept
    }

    /// A start brought to the least distance at full precision.
    package func finished(_ start: RingBandModel) -> Result {
        result(refined(start, points: many, scales: [0.06, 0.03, 0.02], iterations: 12), points: many)
    }

    private func alike(_ a: RingBandModel, _ b: RingBandModel) -> Bool {
        let d = a.centre - b.centre
        return (d * d).sum().squareRoot() < 0.06 * a.innerRadius
            && abs(a.innerRadius - b.innerRadius) < 0.06 * a.innerRadius && abs(dot3(a.axis, b.axis)) > 0.995
            && abs(a.bandWidth - b.bandWidth) < 0.12 * a.innerRadius
    }
}

// MARK: - Residuals

extension RingBandFit {
    /// Distance of an outline point from the rim that it may lie on; infinite where neither faces its way.
    @inline(__always)
    private func distance(_ p: RingBandMatte.RimPoint, _ model: RingBandModel) -> Double {
        let hull = model.hullDistance(p.position)
        let hole = model.holeDistance(p.position)
        var best = Double.infinity
        if (hull.gradient * p.inward).sum() < -0.3 { best = hull.distance }
        if (hole.gradient * p.inward).sum() > 0.3, abs(hole.distance) < abs(best) { best = hole.distance }
        return best
    }

    private func refined(
        _ start: RingBandModel, points: [RingBandMatte.RimPoint], scales: [Double], iterations: Int
    ) -> RingBandModel {
        var model = start
        for scale in scales {
            let base = model
            let bound = scale * base.innerRadius
            // Weights keep the priors small beside the outline.
            let prior = 0.05 * bound * Double(points.count).squareRoot()
            let fit = minimizeLeastSquares(
                from: [0, 0, 0, 0, 0, 0, 0, 0], steps: [1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4],
                count: points.count + 4, iterations: iterations, tolerance: 1e-4
            ) { x, out in
                let m = base.moved(x)
                points.withUnsafeBufferPointer { points in
                    for i in points.indices {
                        let d = distance(points[i], m)
                        out[i] = d.isFinite ? d / (1 + d * d / (bound * bound)).squareRoot() : bound
                    }
                }
                let n = points.count
                out[n] = prior * (m.thickness / m.innerRadius - 0.15) / 0.06
                out[n + 1] = prior * (m.bandWidth / m.innerRadius - 0.4) / 0.4
                out[n + 2] = prior * (m.nearness - 0.035) / 0.02
                out[n + 3] = prior * 10 * max(0, m.bandWidth / m.innerRadius - 1.5)
            }
            model = base.moved(fit.parameters)
        }
        return model
    }

    /// Share of the outline that lies on the rims, the head left out; a head that is most of the outline counts in part.
    package func explainedShare(_ model: RingBandModel, besides head: (lower: Vector2, upper: Vector2)?) -> Double {
        let bound = 0.05 * model.innerRadius + 0.7 * Double(matte.step)
        var (onRims, all) = (0.0, 0.0)
        for p in many {
            // The edges of openwork tell nothing of stands.
            guard matte.filled(at: p.position - p.inward * (1.5 * Double(matte.step))) <= 0.5 else { continue }
            let (x, y) = (Float(p.position.x), Float(p.position.y))
            let d = distance(p, model)
            let on = d.isFinite && abs(d) < bound
            if let head, !on, x > head.lower.x, x < head.upper.x, y > head.lower.y, y < head.upper.y,
                model.hullDistance(p.position).distance > bound || model.holeDistance(p.position).distance < -bound
            {
                continue
            }
            all += 1
            if on { onRims += 1 }
        }
        return onRims / max(all, 0.5 * Double(many.count))
    }

    /// How well a model agrees with outline and area.
    private func result(_ model: RingBandModel, points: [RingBandMatte.RimPoint]) -> Result {
        let bound = 0.025 * model.innerRadius + 0.35 * Double(matte.step)
        var (cost, squares, inliers) = (0.0, 0.0, 0.0)
        for p in points {
            let d = distance(p, model)
            guard d.isFinite else {
                cost += 1
                continue
            }
            cost += d * d / (bound * bound + d * d)
            if abs(d) < 2 * bound {
                squares += d * d
                inliers += 1
            }
        }
        let n = Double(points.count)
        let areas = areas(model)
        // Bands are about 0.15 inner radii thick: where a steep view hides it, keep to that.
        let unusual = (model.thickness / model.innerRadius - 0.15) / 0.06
        // Every view of a ring shows its full width somewhere.
        let tooLarge = max(0, 2 * model.outerRadius / diameter - 1.12)
        let score =
            cost / n + 0.35 * areas.outside + 0.8 * areas.hole + 0.12 * areas.missing + 0.5 * areas.missingNear
            + 0.012 * unusual * unusual + 2 * tooLarge
        return Result(
            model: model, score: score.isFinite ? score : .infinity, explained: inliers / n,
            rms: inliers > 0 ? (squares / inliers).squareRoot() : .infinity)
    }

    /// Areas in units of the matte's: matte outside the hull, matte in the hole, and band without matte: on its outer
    /// wall, which stands seldom hide, and elsewhere.
    private func areas(
        _ model: RingBandModel
    ) -> (outside: Double, hole: Double, missing: Double, missingNear: Double) {
        let every = max(1, max(matte.width, matte.height) / 90)
        let cell = Double(every * matte.step)
        let soft = 0.5 * cell
        let reach = model.outerRadius + model.bandWidth / 2 + cell
        let corner = matte.position(0, 0)
        let end = matte.position(matte.width - 1, matte.height - 1)
        var (outside, hole, missing, missingNear) = (0.0, 0.0, 0.0, 0.0)
        // Whole cells over matte and model alike.
        let x0 = Int(((min(corner.x, model.centre.x - reach) - corner.x) / cell).rounded(.down))
        let x1 = Int(((max(end.x, model.centre.x + reach) - corner.x) / cell).rounded(.up))
        let y0 = Int(((min(corner.y, model.centre.y - reach) - corner.y) / cell).rounded(.down))
        let y1 = Int(((max(end.y, model.centre.y + reach) - corner.y) / cell).rounded(.up))
        guard x1 - x0 < 400, y1 - y0 < 400 else { return (1, 1, 1, 1) }
        for y in y0...y1 {
            for x in x0...x1 {
                let p = SIMD2(corner.x + Double(x) * cell, corner.y + Double(y) * cell)
                let alpha = Double(matte.coverage(at: p))
                let hull = model.hullDistance(p).distance
                if hull > 0 {
                    outside += alpha * min(hull / soft, 1)
                    continue
                }
                let inner = model.holeDistance(p).distance
                if inner < 0 {
                    hole += alpha * min(-inner / soft, 1)
                } else {
                    let bare = (1 - alpha) * min(min(-hull, inner) / soft, 1)
                    if bare > 0, model.outerWallCovers(p) { missingNear += bare } else { missing += bare }
                }
            }
        }
        let unit = cell * cell / max(matte.area, 1)
        return (outside * unit, hole * unit, missing * unit, missingNear * unit)
    }
}

extension RingBandModel {
    /// The same outline but for perspective: the other rim in front.
    var mirrored: RingBandModel {
        var m = self
        m.axis = SIMD3(-axis.x, -axis.y, axis.z)
        return m
    }

    /// The model changed by eight small numbers: centre, logarithm of radius, thickness, width, axis (2), nearness.
    fileprivate func moved(_ x: [Double]) -> RingBandModel {
        var m = self
        m.centre += SIMD2(x[0], x[1]) * innerRadius
        m.innerRadius = innerRadius * exp(min(max(x[2], -2), 2))
        m.thickness = min(max(thickness / innerRadius + x[3], 0.04), 0.6) * m.innerRadius
        m.bandWidth = min(max(bandWidth / innerRadius + x[4], 0.06), 2) * m.innerRadius
        let helper: SIMD3<Double> = abs(axis.z) < 0.7 ? SIMD3(0, 0, 1) : SIMD3(1, 0, 0)
        let u = unit3(cross3(axis, helper))
        m.axis = unit3(axis + u * x[5] + cross3(axis, u) * x[6])
        m.nearness = min(max(nearness + x[7] * 0.3, 0.002), 0.2)
        return m
    }
}

// MARK: - Starts

extension RingBandFit {
    private func starts() -> [RingBandModel] {
        var models: [RingBandModel] = []
        func add(_ e: Ellipse, asHole: Bool) {
            let major = Double(e.major)
            guard major > 0.2 * size, major < 2 * size else { return }
            let tilt = acos(min(max(Double(e.minor / e.major), 0.05), 0.995))
            let (s, c) = (sin(Double(e.angle)), cos(Double(e.angle)))
            for width in [0.12, 0.5] {
                // The shorter axis runs along the axis' own projection.
                let axis = SIMD3(-s * sin(tilt), c * sin(tilt), -cos(tilt))
                let radius = asHole ? major : major / 1.15
                models.append(
                    RingBandModel(
                        centre: SIMD2(Double(e.centre.x), Double(e.centre.y)), innerRadius: radius,
                        thickness: 0.15 * radius, bandWidth: width * radius, axis: axis, nearness: 0.03))
            }
        }
        for e in arcs() {
            add(e, asHole: false)
            add(e, asHole: true)
        }
        // Boxes of rings of every tilt whose sides, or top, or bottom the matte's box shows.
        let left = matte.position(3, 3)
        let right = matte.position(matte.width - 4, matte.height - 4)
        let (w, h) = (right.x - left.x, right.y - left.y)
        for ratio in [0.06, 0.2, 0.45, 0.7, 0.95] {
            for vertical in [0.0, 0.5, 1.0] {
                let half = w / 2
                let y = left.y + half * ratio + vertical * (h - 2 * half * ratio)
                add(
                    Ellipse(
                        centre: Vector2(Float((left.x + right.x) / 2), Float(y)), major: Float(half),
                        minor: Float(half * ratio), angle: 0), asHole: false)
            }
            add(
                Ellipse(
                    centre: Vector2(Float((left.x + right.x) / 2), Float((left.y + right.y) / 2)), major: Float(h / 2),
                    minor: Float(h / 2 * ratio), angle: .pi / 2), asHole: false)
        }
        return models
    }

    /// Ellipses on which much of the outline lies, by random samples of arcs (Fischler and Bolles 1981).
    private func arcs() -> [Ellipse] {
        var random = PCG32(seed: 11)
        var found: [(ellipse: Ellipse, votes: Double)] = []
        let tolerance = Float(max(1.2 * Double(matte.step), 0.012 * size))
        let positions = many.map { Vector2(Float($0.position.x), Float($0.position.y)) }
        for _ in 0..<500 {
            let sample = (0..<6).map { _ in positions[Int(random.nextFloat() * Float(positions.count))] }
            guard let e = Ellipse(fitting: sample), Double(e.major) > 0.25 * size, Double(e.major) < 1.8 * size,
                e.minor > 0.04 * e.major
            else { continue }
            let votes = Double(positions.count { abs(e.distance(to: $0)) < tolerance })
            found.append((e, votes))
        }
        found.sort { $0.votes > $1.votes }
        var kept: [Ellipse] = []
        for (e, _) in found where kept.count < 8 {
            let same = kept.contains {
                ($0.centre - e.centre).length < 0.1 * e.major && abs($0.major - e.major) < 0.1 * e.major
                    && abs($0.minor - e.minor) < 0.1 * e.major
            }
            if !same { kept.append(e) }
        }
        return kept
    }
}
