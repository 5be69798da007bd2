internal import Geometry
internal import Rendering

/// How points of the hung chain, as the picture's camera sees it, correspond to the photographed strand: by arc length,
/// at one scale, so that nothing stretches.
struct WornLine {
    /// The chain, a point a millimetre.
    let chain: DrapedChain
    /// From nape to nape as seen in the picture, pixels; depth along the axis, millimetres.
    let curve: Polyline
    private let depths: [Float]
    let visible: [Bool]
    /// Arc length on `curve` that matches the strand's reference, and that reference on the strand.
    private let curveReference, strandReference: Float
    /// Photo pixels a picture pixel.
    let photoPixels: Float

    init(fit: NecklaceFit, candidate: NecklaceFit.Candidate, camera: Camera) {
        let chain = candidate.chain.refined(spacing: 1)
        let projected = chain.points.map { camera.project($0) }
        let radius = fit.chainRadius
        visible = chain.points.indices.map { i -> Bool in
            let d = chain.points[i] - camera.position
            // What lies on a surface that faces the camera is seen: a neckline that stands higher does not hide a chain
            // worn over it.
            if dot(chain.normals[i], d.normalized) < -0.35 { return true }
            guard let hit = fit.drape.surface.hit(from: camera.position, along: d.normalized) else { return true }
            return hit.distance > d.length - radius - 3
        }
        curve = Polyline(projected.map(\.pixel))
        depths = projected.map(\.depth)
        self.chain = chain
        // The scale was fitted at the depth of the chain's lowest point.
        let millimetresPerPicturePixel = projected[chain.bottom].depth / camera.focalLengthPixels
        photoPixels = millimetresPerPicturePixel / candidate.millimetresPerPixel
        curveReference = curve.arcLengths[chain.bottom] + candidate.shift / millimetresPerPicturePixel
        strandReference = fit.reference
    }

    func strandArc(_ curveArc: Float) -> Float { strandReference + (curveArc - curveReference) * photoPixels }
    func curveArc(_ strandArc: Float) -> Float { curveReference + (strandArc - strandReference) / photoPixels }

    func depth(at arc: Float) -> Float {
        let i = curve.segment(at: arc)
        let t = (arc - curve.arcLengths[i]) / max(curve.arcLengths[i + 1] - curve.arcLengths[i], 1e-6)
        return mix(depths[i], depths[i + 1], min(max(t, 0), 1))
    }

    func isVisible(at arc: Float) -> Bool {
        let i = curve.segment(at: arc)
        return visible[i] && visible[i + 1]
    }
}
