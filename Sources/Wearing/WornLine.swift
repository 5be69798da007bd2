internal import Foundation
internal import Geometry
internal import Rendering

/// How points of the hung chain, as the picture's camera sees it, correspond to the photographed strand: by the true
/// arc length from the front, so that nothing stretches.
struct WornLine {
    /// The chain, a point a millimetre.
    let chain: DrapedChain
    /// From nape to nape as seen in the picture, pixels; depth along the axis, millimetres.
    let curve: Polyline
    private let depths: [Float]
    let visible: [Bool]
    /// The points at whose sides rows and drops are shown; beyond, the strand goes on alone.
    private let full: ClosedRange<Int>
    /// Photo pixels a picture pixel.
    let photoPixels: Float
    /// At each of the chain's points, the arc length on the photographed strand that is shown there, photo pixels; and
    /// the one that truly belongs there, which what turns far away from the camera keeps only in part.
    private let strandArcs, trueStrandArcs: [Float]
    /// Direction of the curve at its points, radians, without jumps.
    private let directions: [Float]

    /// - Parameters:
    ///   - hung: the chain as hung.
    ///   - layer: its photographed strand, whose reference hangs at the chain's lowest point.
    ///   - millimetresPerPixel: of the photo, at the depth of the chain's lowest point.
    ///   - slide: how far along the chain the reference is pushed from there, millimetres.
    ///   - radius: half the chain's thickness, millimetres.
    ///   - endsAtSides: whether what lies beside the strand is shown no farther than it goes outward. A chain may be
    ///     followed behind the neck; rows and drops would be squeezed into spikes there, of which the photo knows nothing.
    init(
        chain hung: DrapedChain, layer: StrandLayer, millimetresPerPixel: Float, slide: Float = 0, radius: Float,
        endsAtSides: Bool, surface: BodySurface, camera: Camera
    ) {
        let chain = hung.refined(spacing: 1)
        let projected = chain.points.map { camera.project($0) }
        curve = Polyline(projected.map(\.pixel))
        depths = projected.map(\.depth)
        full =
            endsAtSides
            ? Self.outward(curve.points, depths: depths, from: chain.bottom, focalLength: camera.focalLengthPixels)
            : 0...chain.points.count - 1
        visible = chain.points.indices.map { i -> Bool in
            let d = chain.points[i] - camera.position
            // What lies on a surface that faces the camera is seen: a neckline that stands higher does not hide a chain
            // worn over it.
            if dot(chain.normals[i], d.normalized) < -0.35 { return true }
            guard let hit = surface.hit(from: camera.position, along: d.normalized) else { return true }
            return hit.distance > d.length - radius - 3
        }
        directions = Self.directions(of: curve, reach: layer.width / 2)
        self.chain = chain
        // The scale was fitted at the depth of the chain's lowest point.
        let millimetresPerPicturePixel = depths[chain.bottom] / camera.focalLengthPixels
        photoPixels = millimetresPerPicturePixel / millimetresPerPixel
        (strandArcs, trueStrandArcs) = Self.arcs(
            chain: chain, reference: chain.lowestPosition + slide * Float(chain.points.count) / chain.length,
            curve: curve, layer: layer, millimetresPerPixel: millimetresPerPixel, photoPixels: photoPixels)
    }

    /// The part of a chain that goes outward from its lowest point, to the sides of the neck.
    ///
    /// - Parameter focalLength: pixels.
    private static func outward(
        _ points: [Vector2], depths: [Float], from bottom: Int, focalLength: Float
    ) -> ClosedRange<Int> {
        func aside(_ i: Int) -> Float { abs(points[i].x - points[bottom].x) }
        func end(_ way: Int) -> Int {
            var (i, outermost) = (bottom, bottom)
            while points.indices.contains(i + way) {
                i += way
                if aside(i) > aside(outermost) { outermost = i }
                let millimetres = (aside(outermost) - aside(i)) * depths[i] / focalLength
                if millimetres > turnedIn, depths[i] > depths[outermost] { return outermost }
            }
            return i
        }
        return end(-1)...end(1)
    }

    /// How far a chain must turn in before it counts as going behind the neck, millimetres.
    private static let turnedIn: Float = 2.5

    /// Walks from the front, where the strand's reference lies, to both ends: as far along the strand as the chain is truly long, but no faster or slower
    /// than the strand may be turned.
    private static func arcs(
        chain: DrapedChain, reference: Float, curve: Polyline, layer: StrandLayer, millimetresPerPixel: Float,
        photoPixels: Float
    ) -> (shown: [Float], true: [Float]) {
        let count = chain.points.count
        let spacing = chain.length / Float(count)
        let front = min(max(Int(reference.rounded()), 0), count - 1)
        let belonging = belonging(
            chain, reference: reference, layer: layer, millimetresPerPixel: millimetresPerPixel)
        let start =
            belonging[front] ?? layer.reference + (Float(front) - reference) * spacing / millimetresPerPixel
        var shown = [Float](repeating: start, count: count)
        var through = shown
        for way in [1, -1] {
            var i = front
            while i + way >= 0, i + way < count {
                let step = abs(curve.arcLengths[i + way] - curve.arcLengths[i]) * photoPixels
                // What was held back stays back: it is never made up for elsewhere.
                let due = belonging[i + way].map { ($0 - through[i]) * Float(way) } ?? step
                let limited = min(max(due, (1 - layer.turning) * step), (1 + layer.turning) * step)
                shown[i + way] = shown[i] + Float(way) * limited
                through[i + way] = through[i] + Float(way) * due
                i += way
            }
        }
        return (shown, through)
    }

    /// The arc length on the strand that belongs to each of the chain's points by its true length from the front; nil
    /// beyond the photographed part. Even over a centimetre and a half: how a chain rides over a tendon is not what the
    /// photo knows.
    private static func belonging(
        _ chain: DrapedChain, reference: Float, layer: StrandLayer, millimetresPerPixel: Float
    ) -> [Float?] {
        let count = chain.points.count
        guard let arcs = layer.arcs, let least = arcs.first, let most = arcs.last else {
            return [Float?](repeating: nil, count: count)
        }
        let spacing = chain.length / Float(count)
        var low = 0
        let raw = (0..<count).map { i -> Float? in
            let arc = (Float(i) - reference) * spacing / millimetresPerPixel
            guard arc > least, arc < most else { return nil }
            while low < arcs.count - 2, arcs[low + 1] < arc { low += 1 }
            let t = (arc - arcs[low]) / max(arcs[low + 1] - arcs[low], 1e-6)
            return mix(layer.line.arcLengths[low], layer.line.arcLengths[low + 1], min(max(t, 0), 1))
        }
        guard let first = raw.firstIndex(where: { $0 != nil }), let last = raw.lastIndex(where: { $0 != nil }) else {
            return raw
        }
        return raw.indices.map { i in
            guard i >= first, i <= last else { return nil }
            let reach = min(8, i - first, last - i)
            return (i - reach...i + reach).reduce(Float(0)) { $0 + (raw[$1] ?? 0) } / Float(2 * reach + 1)
        }
    }

    private static func directions(of curve: Polyline, reach: Float) -> [Float] {
        var directions: [Float] = []
        for arc in curve.arcLengths {
            let t = curve.tangent(at: arc, width: max(2 * reach, 6))
            var angle = atan2(t.y, t.x)
            if let before = directions.last {
                while angle - before > .pi { angle -= 2 * .pi }
                while angle - before < -.pi { angle += 2 * .pi }
            }
            directions.append(angle)
        }
        return directions
    }

    /// How far the curve turns between two arc lengths, radians.
    func turn(from a: Float, to b: Float) -> Float {
        func direction(_ arc: Float) -> Float {
            let i = curve.segment(at: arc)
            let t = (arc - curve.arcLengths[i]) / max(curve.arcLengths[i + 1] - curve.arcLengths[i], 1e-6)
            return mix(directions[i], directions[i + 1], min(max(t, 0), 1))
        }
        return direction(b) - direction(a)
    }

    /// Where the strand's arc length at an arc length of the curve is.
    func strandArc(_ curveArc: Float) -> Float { value(strandArcs, at: curveArc) }

    /// As ``strandArc(_:)``, were the strand turned as far as the body turns it.
    func trueStrandArc(_ curveArc: Float) -> Float { value(trueStrandArcs, at: curveArc) }

    private func value(_ values: [Float], at arc: Float) -> Float {
        let i = curve.segment(at: arc)
        let beyond = arc < 0 ? arc * photoPixels : max(arc - curve.length, 0) * photoPixels
        let t = (arc - curve.arcLengths[i]) / max(curve.arcLengths[i + 1] - curve.arcLengths[i], 1e-6)
        return mix(values[i], values[i + 1], min(max(t, 0), 1)) + beyond
    }

    /// The inverse of ``strandArc(_:)``; negative or more than the curve's length for what finds no place on it.
    func curveArc(_ strandArc: Float) -> Float {
        let last = strandArcs.count - 1
        if strandArc <= strandArcs[0] { return (strandArc - strandArcs[0]) / photoPixels - 1e-3 }
        if strandArc >= strandArcs[last] { return curve.length + (strandArc - strandArcs[last]) / photoPixels + 1e-3 }
        var (low, high) = (0, last)
        while high - low > 1 {
            let middle = (low + high) / 2
            if strandArcs[middle] <= strandArc { low = middle } else { high = middle }
        }
        let t = (strandArc - strandArcs[low]) / max(strandArcs[high] - strandArcs[low], 1e-6)
        return mix(curve.arcLengths[low], curve.arcLengths[high], t)
    }

    func depth(at arc: Float) -> Float {
        let i = curve.segment(at: arc)
        let t = (arc - curve.arcLengths[i]) / max(curve.arcLengths[i + 1] - curve.arcLengths[i], 1e-6)
        return mix(depths[i], depths[i + 1], min(max(t, 0), 1))
    }

    /// Whether the strand alone is shown there, without what lies beside it.
    func isBare(at arc: Float) -> Bool { !full.contains(curve.segment(at: arc)) }

    func isVisible(at arc: Float) -> Bool {
        let i = curve.segment(at: arc)
        return visible[i] && visible[i + 1]
    }
}
