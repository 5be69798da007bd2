internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Rendering

/// Finds the chain length and the camera for which a chain hung on the body looks like the photographed one.
struct NecklaceFit {
    let necklace: NecklaceGeometry
    let drape: ChainDrape
    let landmarks: Landmarks
    let scale: ScaleEstimate
    /// Length of the closed chain, millimetres, where the seller stated it.
    let statedLength: Float?
    /// From the lens to the chest.
    let distance: CameraDistance
    /// The strand that decides the fit: the longest. Its middle line without the wobble of single links, photo pixels.
    let leadingStrand: Strand
    let line: Polyline
    /// Arc length on `line` that hangs at the front, and the strand's usual full width, photo pixels.
    let reference: Float
    let strandWidth: Float
    /// What hangs, without the crumbs of an unclean cutout.
    let pendants: [Pendant]
    /// The strand with its hidden part.
    private let whole: HiddenChain

    init(
        necklace: NecklaceGeometry, drape: ChainDrape, landmarks: Landmarks, scale: ScaleEstimate, statedLength: Float?,
        distance: CameraDistance? = nil
    ) {
        self.distance =
            distance?.snapped(to: Self.cameraDistances)
            ?? CameraDistance(millimetres: Self.cameraDistances[1], uncertainty: 0.3, source: .usual)
        (self.necklace, self.drape, self.landmarks) = (necklace, drape, landmarks)
        (self.scale, self.statedLength) = (scale, statedLength)
        func length(_ strand: Strand) -> Float { Polyline(strand.centreLine).length }
        leadingStrand = necklace.strands.max { length($0) < length($1) }!
        strandWidth = max(leadingStrand.widths.sorted()[leadingStrand.widths.count / 2], 2)
        line = Polyline(leadingStrand.centreLine).smoothed(sigma: 1.2 * strandWidth, spacing: 2)
        whole = HiddenChain(necklace)
        func area(_ p: Pendant) -> Float { (p.upper.x - p.lower.x) * (p.upper.y - p.lower.y) }
        let largest = necklace.pendants.map(area).max() ?? 0
        pendants = necklace.pendants.filter { area($0) > 0.15 * largest }
        reference = Self.referenceArc(of: line, pendants: pendants)
    }

    /// A camera and a chain, and how well they match the photo.
    struct Candidate {
        var chain: DrapedChain
        var yaw, pitch, roll: Float
        /// At the depth of the chain's lowest point.
        var millimetresPerPixel: Float
        /// Arc length on the seen chain, millimetres, that matches the strand's reference point.
        var shift: Float
        var cost: Float
        /// Root mean square distance between photographed and hung line, millimetres.
        var residual: Float
        /// Relative standard uncertainty of the scale.
        var scaleUncertainty: Float = 0
    }

    func solve(progress: (Double) -> Void = { _ in }) throws -> Candidate {
        var tried: [Float: Candidate] = [:]
        func best() -> Candidate { tried.values.min { $0.cost < $1.cost }! }
        var rounds = 0.0
        func consider(_ lengths: [Float]) throws {
            for length in lengths where tried[length] == nil {
                try Task.checkCancellation()
                let nearest = tried.values.min { abs($0.chain.length - length) < abs($1.chain.length - length) }
                let chain = drape.hang(
                    length: length, radius: chainRadius, weightAtFront: pendantWeight, from: nearest?.chain)
                tried[length] = bestCamera(for: chain)
                rounds += 1
                progress(min(rounds / (statedLength == nil ? 14 : 1), 1))
            }
        }
        if let statedLength {
            try consider([statedLength])
        } else {
            try consider(stride(from: 360, through: 760, by: 50).map { $0 })
            for step in [Float(25), 12] {
                let middle = tried.min { $0.value.cost < $1.value.cost }!.key
                try consider([middle - step, middle + step])
            }
        }
        var found = best()
        found.scaleUncertainty = statedLength == nil ? scale.uncertainty : min(scale.uncertainty, 0.06)
        return found
    }

    /// Half the chain's thickness in millimetres, under the scale estimate.
    var chainRadius: Float { min(max(strandWidth * scale.millimetresPerPixel / 2, 0.4), 7) }

    /// In masses of a centimetre of chain. One large pendant in the middle pulls the curve to a V; a row of them weighs
    /// evenly and does not.
    private var pendantWeight: Float {
        guard pendants.count <= 2 else { return 0 }
        let heaviest =
            pendants.map { pendant -> Float in
                let size = pendant.upper - pendant.lower
                return abs(pendant.attachment - 0.5) < 0.2 ? size.x * size.y / (strandWidth * strandWidth) : 0
            }.max() ?? 0
        // A pendant is some 2 mm thick, and a chain's section half air. What looks heavy and draws no V is none.
        return min(heaviest / 3, 1.5 * photographedWeight + 1, 40)
    }

    /// The weight at the front that the photographed curve itself shows, in masses of a centimetre of chain.
    ///
    /// A chain that hangs free has the slope (W / 2 + s) / c at the arc length s from its lowest point, c its horizontal
    /// tension (Bernoulli's catenary): a line through the slopes on both sides gives W.
    private var photographedWeight: Float {
        var (n, sumX, sumY, sumXX, sumXY): (Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0)
        let centimetre = 10 / scale.millimetresPerPixel
        for k in 0..<24 {
            let s = line.length * mix(0.03, 0.25, Float(k) / 23)
            guard reference - s > 0, reference + s < line.length else { break }
            // Both sides together, so that a turned photo does not count.
            let (left, right) = (
                line.tangent(at: reference - s, width: 2 * strandWidth),
                line.tangent(at: reference + s, width: 2 * strandWidth)
            )
            guard left.x > 0.3, right.x > 0.3 else { break }
            let (x, y) = (s / centimetre, (left.y / left.x - right.y / right.x) / 2)
            n += 1
            sumX += x
            sumY += y
            sumXX += x * x
            sumXY += x * y
        }
        let spread = n * sumXX - sumX * sumX
        guard n > 4, spread > 1e-6 else { return 40 }
        let slope = (n * sumXY - sumX * sumY) / spread
        let atFront = (sumY - slope * sumX) / n
        return slope > 1e-4 ? min(max(2 * atFront / slope, 0), 40) : 40
    }

    /// The arc length that hangs at the front: a central pendant's, or the lowest point's.
    private static func referenceArc(of line: Polyline, pendants: [Pendant]) -> Float {
        let central = pendants.filter { abs($0.attachment - 0.5) < 0.12 }
        if let pendant = central.max(by: { ($0.upper - $0.lower).length < ($1.upper - $1.lower).length }) {
            return pendant.attachment * line.length
        }
        // The lowest stretch of the line, not its lowest pixel.
        let lowest = line.points.map(\.y).max()!
        let slack = (lowest - line.points.map(\.y).min()!) * 0.02
        let near = line.points.indices.filter { line.points[$0].y > lowest - slack }
        return (line.arcLengths[near.first!] + line.arcLengths[near.last!]) / 2
    }

    // MARK: - Camera

    private func bestCamera(for chain: DrapedChain) -> Candidate {
        var best: Candidate?
        var start: [Double] = []
        func consider(_ x: [Double]) -> Double {
            let c = evaluate(
                chain, yaw: Float(x[0]), pitch: Float(x[1]), roll: Float(x[2]), scaleFactor: Float(x[3]),
                shift: Float(x[4]))
            if c.cost < best?.cost ?? .infinity {
                best = c
                start = x
            }
            return Double(c.cost)
        }
        for yaw in stride(from: -24.0, through: 24, by: 8) {
            for pitch in [-4.0, 3, 10] {
                // A cut strand is a part of what is seen of the chain.
                for factor in whole.cropped ? [0.4, 0.6, 0.8, 1] : [0.85, 1, 1.15] {
                    _ = consider([yaw, pitch, 0, factor, 0])
                }
            }
        }
        _ = minimizeNelderMead(
            from: start, steps: [4, 3, 2, 0.06, 6], tolerance: 1e-4, maximumEvaluations: 260, consider)
        return best!
    }

    private func evaluate(
        _ chain: DrapedChain, yaw: Float, pitch: Float, roll: Float, scaleFactor: Float, shift: Float
    ) -> Candidate {
        let seen = seenLine(chain, yaw: yaw, pitch: pitch, roll: roll)
        let mmPerPixel = max(scaleFactor, 0.2) * seen.line.length / line.length
        // Compare points of equal arc length on either side of the reference, free of translation.
        let count = 48
        var (photographed, hung): ([Vector2], [Vector2]) = ([], [])
        for k in 0..<count {
            let s = line.length * Float(k) / Float(count - 1)
            let t = seen.bottomArc + shift + (s - reference) * mmPerPixel
            guard t >= 0, t <= seen.line.length else { continue }
            photographed.append(line.point(at: s) * mmPerPixel)
            hung.append(seen.line.point(at: t))
        }
        var residual: Float = 1000
        if photographed.count > 8 {
            let n = Float(photographed.count)
            let offset = (hung.reduce(.zero, +) - photographed.reduce(.zero, +)) / n
            var sum: Float = 0
            for i in photographed.indices {
                let d = photographed[i] + offset - hung[i]
                sum += dot(d, d)
            }
            residual = (sum / n).squareRoot()
        }
        // How far the strand ends beyond (+) or before (−) the chain's own ends, as shares of the seen chain.
        let startExcess = (reference * mmPerPixel - (seen.bottomArc + shift)) / seen.line.length
        let endExcess =
            ((line.length - reference) * mmPerPixel - (seen.line.length - seen.bottomArc - shift)) / seen.line.length
        func exitCost(_ excess: Float, _ exit: Strand.Exit) -> Float {
            // The photo's edge cuts where it will.
            let tolerance: Float = excess < 0 ? (exit == .photoEdge ? 0.6 : 0.07) : 0.10
            return excess * excess / (tolerance * tolerance)
        }
        func square(_ x: Float) -> Float { x * x }
        var cost = square(residual / (0.03 * seen.line.length))
        cost += exitCost(startExcess, leadingStrand.start) + exitCost(endExcess, leadingStrand.end)
        cost += square(yaw / 16) + square((pitch - 3) / 9) + square(roll / 3) + square(shift / 15)
        // The photo says how long the whole chain is in pixels, hidden part and all: a thicker neck makes no longer chain.
        if statedLength == nil {
            cost += square(log(chain.length / (mmPerPixel * whole.wholePixels)) / whole.uncertainty)
        }
        // What people wear is part of the scale's estimate.
        cost += square(log(mmPerPixel / scale.millimetresPerPixel) / max(scale.uncertainty, 0.03))
        return Candidate(
            chain: chain, yaw: yaw, pitch: pitch, roll: roll, millimetresPerPixel: mmPerPixel, shift: shift, cost: cost,
            residual: residual)
    }

    /// The part of a chain that a camera sees, projected, in millimetres at the chain's depth, camera left to right.
    func seenLine(_ chain: DrapedChain, yaw: Float, pitch: Float, roll: Float) -> (
        line: Polyline, bottomArc: Float, nodes: [Int]
    ) {
        let camera = surveyCamera(target: chain.points[chain.bottom], yaw: yaw, pitch: pitch, roll: roll)
        let bottom = chain.bottom
        func seen(_ i: Int) -> Bool {
            dot(chain.normals[i], (camera.position - chain.points[i]).normalized) > -0.05
        }
        let count = chain.points.count
        var (first, last) = (bottom, bottom)
        // Indices grow from the nape over the camera's left to the front.
        while first > 1, seen(first - 1) { first -= 1 }
        while last < count - 1, seen(last + 1) { last += 1 }
        let nodes = Array(first...max(last, first + 1))
        let line = Polyline(nodes.map { camera.project(chain.points[$0]).pixel })
        return (line, line.arcLengths[bottom - first], nodes)
    }

    /// A camera one picture pixel a millimetre at its target.
    func surveyCamera(target: Vector3, yaw: Float, pitch: Float, roll: Float) -> Camera {
        let camera = Self.camera(
            target: target, distance: distance.millimetres, yaw: yaw, pitch: pitch, roll: roll, frameWidth: 1000,
            width: 1000,
            height: 1000)
        return camera
    }

    /// Where lenses stand from the chest, millimetres: a phone, a portrait lens's working distance, a long lens.
    static let cameraDistances: [Float] = [620, 1150, 2000]

    /// A camera that looks at a target from an angle.
    ///
    /// - Parameters:
    ///   - yaw: degrees, positive moves the camera to the person's left (the camera's right).
    ///   - pitch: degrees, positive raises the camera.
    ///   - roll: degrees, positive turns the picture clockwise.
    ///   - frameWidth: width of the frame at the target, millimetres.
    static func camera(
        target: Vector3, distance: Float, yaw: Float, pitch: Float, roll: Float, frameWidth: Float, width: Int,
        height: Int
    ) -> Camera {
        let turn =
            AffineTransform.rotation(axis: [0, 1, 0], degrees: yaw)
            * AffineTransform.rotation(axis: [1, 0, 0], degrees: -pitch)
        let back = turn.applyToDirection([0, 0, 1])
        let up = AffineTransform.rotation(axis: back, degrees: roll).applyToDirection(turn.applyToDirection([0, 1, 0]))
        return Camera(
            position: target + back * distance, target: target, up: up, focalLength: 36 * distance / frameWidth,
            width: width, height: height)
    }
}
