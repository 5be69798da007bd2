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

    /// A camera and a chain, and how well they match the photo.
    struct Candidate {
        var chain: DrapedChain
        var yaw, pitch, roll: Float
        var millimetresPerPixel: Float
        /// Arc length on the seen chain, millimetres, that matches the strand's reference point.
        var shift: Float
        var cost: Float
        /// Root mean square distance between photographed and hung line, millimetres.
        var residual: Float
    }

    /// The strand that decides the fit: the longest.
    var leadingStrand: Strand { necklace.strands.max { length($0) < length($1) }! }

    private func length(_ strand: Strand) -> Float { Polyline(strand.centreLine).length }

    /// Typical adult necklaces: princess length, give or take a fifth (log-normal).
    private static let usualLength: Float = 450
    private static let usualSpread: Float = 0.20

    func solve(progress: (Double) -> Void = { _ in }) throws -> Candidate {
        let strand = leadingStrand
        let line = Polyline(strand.centreLine)
        let reference = referenceArc(of: strand, line: line)
        let lengths: [Float] = statedLength.map { [$0] } ?? stride(from: 380, through: 760, by: 20).map { $0 }
        var best: Candidate?
        var chain: DrapedChain?
        for (k, loopLength) in lengths.enumerated() {
            try Task.checkCancellation()
            chain = drape.hang(
                length: loopLength, radius: chainRadius(strand), weightAtFront: pendantWeight, from: chain)
            let candidate = bestCamera(for: chain!, strand: strand, line: line, reference: reference)
            if candidate.cost < best?.cost ?? .infinity { best = candidate }
            progress(Double(k + 1) / Double(lengths.count))
        }
        return best!
    }

    /// Half the chain's thickness in millimetres, under the scale estimate.
    func chainRadius(_ strand: Strand) -> Float {
        let widths = strand.widths.sorted()
        return min(max(widths[widths.count / 2] * scale.millimetresPerPixel / 2, 0.4), 7)
    }

    /// One large pendant in the middle pulls the curve to a V; a row of them weighs evenly and does not.
    private var pendantWeight: Float {
        guard necklace.pendants.count <= 2 else { return 0 }
        let strand = leadingStrand
        let width = max(strand.widths.sorted()[strand.widths.count / 2], 1)
        let heaviest =
            necklace.pendants.map { pendant -> Float in
                let size = pendant.upper - pendant.lower
                return abs(pendant.attachment - 0.5) < 0.2 ? size.x * size.y / (width * width) : 0
            }.max() ?? 0
        return min(heaviest / 8, 40)
    }

    /// The arc length that hangs at the front: a central pendant's, or the lowest point's.
    func referenceArc(of strand: Strand, line: Polyline) -> Float {
        let central = necklace.pendants.filter { abs($0.attachment - 0.5) < 0.12 }
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

    private func bestCamera(for chain: DrapedChain, strand: Strand, line: Polyline, reference: Float) -> Candidate {
        var best: Candidate?
        func consider(_ yaw: Float, _ pitch: Float, _ roll: Float, _ scaleFactor: Float, _ shift: Float) {
            let c = evaluate(
                chain, strand: strand, line: line, reference: reference, yaw: yaw, pitch: pitch, roll: roll,
                scaleFactor: scaleFactor, shift: shift)
            if c.cost < best?.cost ?? .infinity { best = c }
        }
        for yaw in stride(from: Float(-24), through: 24, by: 8) {
            for pitch in [Float(-4), 3, 10] {
                for factor in [Float(0.85), 1, 1.15] { consider(yaw, pitch, 0, factor, 0) }
            }
        }
        // Coordinate descent: five smooth parameters, a cheap cost.
        var steps: [Float] = [4, 3, 2, 0.08, 6]
        var x: [Float] = [best!.yaw, best!.pitch, best!.roll, factor(of: best!, line: line), best!.shift]
        for _ in 0..<6 {
            for i in 0..<5 {
                for sign in [Float(-1), 1] {
                    var trial = x
                    trial[i] += sign * steps[i]
                    let before = best!.cost
                    consider(trial[0], trial[1], trial[2], trial[3], trial[4])
                    if best!.cost < before { x = trial }
                }
            }
            for i in 0..<5 { steps[i] *= 0.62 }
        }
        return best!
    }

    /// Scale relative to the one at which seen chain and photographed strand are equally long.
    private func factor(of candidate: Candidate, line: Polyline) -> Float {
        let seen = seenLine(candidate.chain, yaw: candidate.yaw, pitch: candidate.pitch, roll: candidate.roll)
        return candidate.millimetresPerPixel * line.length / seen.line.length
    }

    private func evaluate(
        _ chain: DrapedChain, strand: Strand, line: Polyline, reference: Float, yaw: Float, pitch: Float, roll: Float,
        scaleFactor: Float, shift: Float
    ) -> Candidate {
        let seen = seenLine(chain, yaw: yaw, pitch: pitch, roll: roll)
        let mmPerPixel = scaleFactor * seen.line.length / line.length
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
            let tolerance: Float = excess < 0 ? (exit == .photoEdge ? 0.30 : 0.07) : 0.10
            return excess * excess / (tolerance * tolerance)
        }
        func square(_ x: Float) -> Float { x * x }
        var cost = square(residual / (0.03 * seen.line.length))
        cost += exitCost(startExcess, strand.start) + exitCost(endExcess, strand.end)
        cost += square(yaw / 16) + square((pitch - 3) / 9) + square(roll / 3) + square(shift / 15)
        if statedLength == nil { cost += square(log(chain.length / Self.usualLength) / Self.usualSpread) }
        cost += square(log(mmPerPixel / scale.millimetresPerPixel) / max(scale.uncertainty, 0.03))
        return Candidate(
            chain: chain, yaw: yaw, pitch: pitch, roll: roll, millimetresPerPixel: mmPerPixel, shift: shift, cost: cost,
            residual: residual)
    }

    /// The part of a chain that a camera sees, projected, in millimetres at the chain's depth, camera left to right.
    func seenLine(_ chain: DrapedChain, yaw: Float, pitch: Float, roll: Float) -> (
        line: Polyline, bottomArc: Float, nodes: [Int]
    ) {
        let camera = Self.surveyCamera(target: chain.points[chain.bottom], yaw: yaw, pitch: pitch, roll: roll)
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
    static func surveyCamera(target: Vector3, yaw: Float, pitch: Float, roll: Float) -> Camera {
        let camera = Self.camera(
            target: target, distance: cameraDistance, yaw: yaw, pitch: pitch, roll: roll, frameWidth: 1000, width: 1000,
            height: 1000)
        return camera
    }

    /// From the lens to the chest, millimetres: a portrait lens's working distance.
    static let cameraDistance: Float = 1150

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
