internal import Foundation
internal import Geometry

/// What of a ring is head, which arc of its band is seen, and what is neither.
struct RingParts {
    /// Unit, square to the axis.
    private(set) var headDirection = SIMD3<Double>(0, -1, 0)
    private(set) var head: (lower: Vector2, upper: Vector2)?
    /// Radians about the axis from `headDirection`.
    private(set) var visibleArc: ClosedRange<Float> = 0...0
    private(set) var unexplainedShare: Float = 0

    private let matte: RingBandMatte
    private let model: RingBandModel

    init(matte: RingBandMatte, model: RingBandModel) {
        (self.matte, self.model) = (matte, model)
        let outliers = outliers()
        findHead(outliers)
        let near = model.nearSide
        headDirection = near
        if let head {
            headDirection = direction(
                of: SIMD2(Double(head.lower.x + head.upper.x), Double(head.lower.y + head.upper.y)) / 2)
        } else {
            headDirection = model.point(bareFront(), radius: 1, height: 0, from: near)
        }
        visibleArc = arcAroundHead()
    }

    /// Working pixels of matte that lie clearly off the band: true there.
    private func outliers() -> [Bool] {
        let margin = 0.05 * model.innerRadius + Double(matte.step)
        var mask = [Bool](repeating: false, count: matte.coverage.count)
        for y in 0..<matte.height {
            for x in 0..<matte.width where matte.coverage[y * matte.width + x] > 0.5 {
                let p = matte.position(x, y)
                mask[y * matte.width + x] =
                    model.hullDistance(p).distance > margin || model.holeDistance(p).distance < -margin
            }
        }
        return mask
    }

    /// The head is the largest part off the band, with what lies near it.
    private mutating func findHead(_ outliers: [Bool]) {
        let parts = RasterComponents(outliers, width: matte.width, height: matte.height)
        let covered = matte.coverage.count { $0 > 0.5 }
        guard let main = parts.components.max(by: { $0.area < $1.area }) else { return }
        let total = parts.components.reduce(0) { $0 + $1.area }
        let reach = 0.06 * model.innerRadius / Double(matte.step)
        let size = Double(max(main.width, main.height))
        guard Double(main.area) > 0.03 * Double(covered), size > max(3, 3 * reach) else {
            unexplainedShare = Float(total) / Float(max(covered, 1))
            return
        }
        var box = main
        var headArea = main.area
        // A head that stands out over both rims is in two parts with the band between them.
        let reachOfHead = max(0.7 * model.innerRadius, 0.5 * model.innerRadius + model.bandWidth)
        for part in parts.components
        where part.area * 12 > main.area && !(part.left == main.left && part.top == main.top) {
            let dx = Double(max(0, part.left - main.right, main.left - part.right))
            let dy = Double(max(0, part.top - main.bottom, main.top - part.bottom))
            guard max(dx, dy) * Double(matte.step) < reachOfHead else { continue }
            (box.left, box.right) = (min(box.left, part.left), max(box.right, part.right))
            (box.top, box.bottom) = (min(box.top, part.top), max(box.bottom, part.bottom))
            headArea += part.area
        }
        let low = matte.position(box.left, box.top) - Double(matte.step) / 2
        let high = matte.position(box.right, box.bottom) + Double(matte.step) / 2
        // What sticks out on the hidden side is the stand.
        let near = model.nearSide
        guard dot3(direction(of: (low + high) / 2), near) > -0.25 || abs(model.axis.z) > 0.95 else {
            unexplainedShare = Float(total) / Float(max(covered, 1))
            return
        }
        head = (Vector2(Float(low.x), Float(low.y)), Vector2(Float(high.x), Float(high.y)))
        unexplainedShare = Float(total - headArea) / Float(max(covered, 1))
    }

    /// The direction square to the axis in which a place is seen; the near side where both sides fit.
    private func direction(of place: SIMD2<Double>) -> SIMD3<Double> {
        let near = model.nearSide
        var best = (cost: Double.infinity, direction: near)
        for k in 0..<360 {
            let u = model.point(Double(k) / 180 * .pi, radius: 1, height: 0, from: near)
            for radius in stride(from: 0.9, through: 2.6, by: 0.1) {
                let d = model.project(u * (radius * model.innerRadius)) - place
                let distance = (d * d).sum().squareRoot() / model.innerRadius
                // Heads stand out of the band a little, and are photographed from their side.
                let cost = distance + 0.05 * abs(radius - 1.3) + 0.1 * (1 - dot3(u, near))
                if cost < best.cost { best = (cost, u) }
            }
        }
        return best.direction
    }

    private static let steps = 240

    /// Where the front of a band without a head is, radians from the near side: the nearest place to the near side that
    /// is in view with its shoulders, ±65°, and otherwise the one with most of them in view.
    private func bareFront() -> Double {
        let n = Self.steps
        let seen = seen(from: model.nearSide)
        let shoulder = n * 65 / 360
        var best = (cost: Double.infinity, step: 0)
        for step in -n / 2..<n / 2 {
            let hidden = (step - shoulder...step + shoulder).count { !seen[($0 + 2 * n) % n] }
            let cost = Double(hidden) + 0.25 * Double(abs(step))
            if cost < best.cost { best = (cost, step) }
        }
        return Double(best.step) / Double(n) * 2 * .pi
    }

    /// Whether the band is seen at each step of angle from a direction.
    private func seen(from direction: SIMD3<Double>) -> [Bool] {
        let h = model.bandWidth
        return (0..<Self.steps).map { k in
            let angle = (Double(k) + 0.5) / Double(Self.steps) * 2 * .pi
            let u = model.point(angle, radius: 1, height: 0, from: direction)
            let place = u * model.outerRadius
            // The outer wall faces the camera where its normal points against the ray.
            let depth = model.innerRadius / max(model.nearness, 1e-3)
            let facesCamera = dot3(u, place + SIMD3(0, 0, depth)) < 0
            // A little inside the outline, which a fit meets within a pixel or two.
            let radius = facesCamera ? model.outerRadius - 0.3 * model.thickness : model.innerRadius
            var (sum, count) = (0.0, 0.0)
            for t in [-0.35, 0, 0.35] {
                let p = model.project(model.point(angle, radius: radius, height: t * h, from: direction))
                if !facesCamera, model.outerWallCovers(p) { continue }
                sum += Double(matte.filled(at: p))
                count += 1
            }
            return count > 0 && sum / count > 0.5
        }
    }

    /// Runs of seen steps, joined over gaps of 15°, which may go past the last step.
    private func seenArcs(from direction: SIMD3<Double>) -> [Range<Int>] {
        let seen = seen(from: direction)
        let n = seen.count
        guard let start = seen.firstIndex(of: false) else { return [0..<n] }
        var runs: [Range<Int>] = []
        for k in start..<(start + n) where seen[k % n] {
            if let last = runs.last, k - last.upperBound <= n / 24 {
                runs[runs.count - 1] = last.lowerBound..<(k + 1)
            } else {
                runs.append(k..<(k + 1))
            }
        }
        return runs
    }

    /// The seen arc that holds or lies nearest to the head.
    private func arcAroundHead() -> ClosedRange<Float> {
        let n = Self.steps
        let runs = seenArcs(from: headDirection)
        var best: (gap: Int, count: Int, low: Int)?
        for run in runs {
            if run.count >= n { return -Float.pi...Float.pi }
            for turn in [0, n] {
                let (low, high) = (run.lowerBound - turn, run.upperBound - turn)
                let gap = low > 0 ? low : high < 0 ? -high : 0
                if gap < best?.gap ?? .max || (gap == best?.gap && run.count > best?.count ?? 0) {
                    best = (gap, run.count, low)
                }
            }
        }
        guard let best else { return 0...0.01 }
        let unit = 2 * Float.pi / Float(n)
        return (Float(best.low) * unit)...(Float(best.low + best.count) * unit)
    }
}
