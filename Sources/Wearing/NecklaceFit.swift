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
    /// What is hung, the longest first: it decides the fit.
    let layers: [StrandLayer]
    /// From the lens to the chest.
    let distance: CameraDistance

    init(
        necklace: NecklaceGeometry, drape: ChainDrape, landmarks: Landmarks, scale: ScaleEstimate, statedLength: Float?,
        distance: CameraDistance? = nil
    ) {
        self.distance =
            distance?.snapped(to: Self.cameraDistances)
            ?? CameraDistance(millimetres: Self.cameraDistances[1], uncertainty: 0.3, source: .usual)
        (self.necklace, self.drape, self.landmarks) = (necklace, drape, landmarks)
        (self.scale, self.statedLength) = (scale, statedLength)
        layers = StrandLayer.all(of: necklace)
        precondition(!layers.isEmpty, "a necklace has a strand")
    }

    var leading: StrandLayer { layers[0] }
    private var line: Polyline { leading.line }
    private var reference: Float { leading.reference }
    private var whole: HiddenChain { leading.whole }

    /// A camera and a chain, and how well they match the photo.
    struct Candidate {
        var chain: DrapedChain
        var yaw, pitch, roll: Float
        /// At the depth of the chain's lowest point.
        var millimetresPerPixel: Float
        var cost: Float
        /// Root mean square distance between photographed and hung line, millimetres.
        var residual: Float
        /// Relative standard uncertainty of the scale.
        var scaleUncertainty: Float = 0
        /// How far the photo's front is pushed along the chain from its lowest point, millimetres.
        var slide: Float = 0
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
        found.scaleUncertainty = scale.uncertainty
        return found
    }

    /// Half the chain's thickness in millimetres, under the scale estimate.
    var chainRadius: Float { Self.radius(of: leading, scale.millimetresPerPixel) }

    private var pendantWeight: Float { leading.weightAtFront(millimetresPerPixel: scale.millimetresPerPixel) }

    /// The other layers, each hung for itself at the scale that the longest was found at.
    func hungLayers(_ candidate: Candidate) -> [(layer: StrandLayer, chain: DrapedChain, radius: Float)] {
        layers.map { layer in
            guard layer.index != leading.index else { return (layer, candidate.chain, chainRadius) }
            let radius = Self.radius(of: layer, candidate.millimetresPerPixel)
            let chain = drape.hang(
                length: candidate.chain.length * layer.whole.wholePixels / whole.wholePixels, radius: radius,
                weightAtFront: layer.weightAtFront(millimetresPerPixel: candidate.millimetresPerPixel))
            return (layer, chain, radius)
        }
    }

    /// What hangs elsewhere by the seller's hand; the camera is the candidate's.
    func nudged(_ candidate: Candidate, by nudge: Nudge) -> Candidate {
        var moved = candidate
        moved.millimetresPerPixel *= nudge.scale
        // A pendant takes the chain along; an even chain is only pushed round.
        let isHeavy = pendantWeight > 0
        moved.slide = isHeavy ? 0 : nudge.slide
        guard nudge.drop != 0 || (isHeavy && nudge.slide != 0) else { return moved }
        func lowest(_ chain: DrapedChain) -> Float { chain.points[chain.bottom].y }
        func hang(_ longer: Float) -> DrapedChain {
            drape.hang(
                length: candidate.chain.length + longer, radius: chainRadius, weightAtFront: pendantWeight,
                offset: isHeavy ? nudge.slide : 0, from: candidate.chain)
        }
        // Two sides hang down; how much of a longer chain goes there, the neck says.
        moved.chain = hang(2 * nudge.drop)
        guard nudge.drop != 0 else { return moved }
        let gained = (lowest(candidate.chain) - lowest(moved.chain)) / nudge.drop
        if gained > 0.3 { moved.chain = hang(2 * nudge.drop / gained) }
        return moved
    }

    private static func radius(of layer: StrandLayer, _ millimetresPerPixel: Float) -> Float {
        min(max(layer.width * millimetresPerPixel / 2, 0.4), 7)
    }

    // MARK: - Camera

    private func bestCamera(for chain: DrapedChain) -> Candidate {
        var best: Candidate?
        var start: [Double] = []
        func consider(_ x: [Double]) -> Double {
            let c = evaluate(
                chain, yaw: Float(x[0]), pitch: Float(x[1]), roll: Float(x[2]),
                scaleFactor: x.count > 3 ? Float(x[3]) : 1)
            if c.cost < best?.cost ?? .infinity {
                best = c
                start = x
            }
            return Double(c.cost)
        }
        for yaw in stride(from: -24.0, through: 24, by: 8) {
            for pitch in [-4.0, 3, 10] {
                // A cut strand is a part of what is seen of the chain.
                if whole.cropped {
                    for factor in [0.4, 0.6, 0.8, 1] { _ = consider([yaw, pitch, 0, factor]) }
                } else {
                    _ = consider([yaw, pitch, 0])
                }
            }
        }
        _ = minimizeNelderMead(
            from: start, steps: Array([4, 3, 2, 0.06].prefix(start.count)), tolerance: 1e-4, maximumEvaluations: 260,
            consider)
        return best!
    }

    /// - Parameter scaleFactor: of a strand that the photo's edge cut: its share of what is seen of the chain. A whole one
    ///   tells the scale itself, by its length; how wide the wearer's neck is has no say in how large a piece is.
    private func evaluate(
        _ chain: DrapedChain, yaw: Float, pitch: Float, roll: Float, scaleFactor: Float
    ) -> Candidate {
        let seen = seenLine(chain, yaw: yaw, pitch: pitch, roll: roll)
        let mmPerPixel =
            whole.cropped
            ? max(scaleFactor, 0.2) * seen.line.length / line.length : chain.length / whole.wholePixels
        // Places on the seen chain as arc lengths: those that belong to the true length from the front, or, where the
        // photo tells no true lengths, the seen one.
        let spacing = chain.length / Float(chain.points.count)
        let first = seen.nodes[0]
        let lowest = chain.lowestPosition - Float(first)
        func arc(_ s: Float) -> Float? {
            guard leading.arcs != nil else {
                let t = seen.bottomArc + (s - reference) * mmPerPixel
                return t >= 0 && t <= seen.line.length ? t : nil
            }
            let position = lowest + leading.trueArc(s) * mmPerPixel / spacing
            guard position >= 0, position < Float(seen.nodes.count - 1) else { return nil }
            let i = Int(position)
            return mix(seen.line.arcLengths[i], seen.line.arcLengths[i + 1], position - Float(i))
        }
        // Compare these points, free of translation.
        let count = 48
        var (photographed, hung): ([Vector2], [Vector2]) = ([], [])
        for k in 0..<count {
            let s = line.length * Float(k) / Float(count - 1)
            guard let t = arc(s) else { continue }
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
        let whereItStarts = -leading.trueArc(0) * mmPerPixel
        let whereItEnds = leading.trueArc(line.length) * mmPerPixel
        let (before, after, length): (Float, Float, Float) =
            leading.arcs == nil
            ? (seen.bottomArc, seen.line.length - seen.bottomArc, seen.line.length)
            : (
                lowest * spacing, (Float(seen.nodes.count - 1) - lowest) * spacing,
                Float(seen.nodes.count - 1) * spacing
            )
        func exitCost(_ excess: Float, _ exit: Strand.Exit) -> Float {
            // The photo's edge cuts where it will.
            let tolerance: Float = excess < 0 ? (exit == .photoEdge ? 0.6 : 0.07) : 0.10
            return excess * excess / (tolerance * tolerance)
        }
        func square(_ x: Float) -> Float { x * x }
        var cost = square(residual / (0.03 * seen.line.length))
        cost += exitCost((whereItStarts - before) / length, leading.strand.start)
        cost += exitCost((whereItEnds - after) / length, leading.strand.end)
        cost += square(yaw / 16) + square((pitch - 3) / 9) + square(roll / 3)
        // The photo says how long the whole chain is in pixels, hidden part and all: a thicker neck makes no longer chain.
        if whole.cropped, statedLength == nil {
            cost += square(log(chain.length / (mmPerPixel * whole.wholePixels)) / whole.uncertainty)
        }
        // What people wear is part of the scale's estimate.
        cost += square(log(mmPerPixel / scale.millimetresPerPixel) / max(scale.uncertainty, 0.03))
        return Candidate(
            chain: chain, yaw: yaw, pitch: pitch, roll: roll, millimetresPerPixel: mmPerPixel, cost: cost,
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
