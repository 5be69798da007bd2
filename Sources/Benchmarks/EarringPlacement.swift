internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Plates
public import Rendering
public import Specimens
public import Wearing

extension PlacementError {
    /// Of earrings; nil where the photographed hole finds no place.
    ///
    /// The true hole of the worn earring is carried into the picture and compared with the lobe's, as its weight draws
    /// it: distance in millimetres at the lobe's depth. `headDegrees` is the angle between the way it truly hangs and
    /// the plumb line, `viewDegrees` the angle between the direction from which its face was photographed and that from
    /// which the lobe's is seen (a ring, which may swing, is left out), `sizePercent` the worn scale over the true one.
    public init?(of seated: Seated, earring specimen: EarringSpecimen, camera: Camera, truth: ProductShot.Truth) {
        let (fit, view) = (seated.fit, seated.fit.camera)
        guard let holes = truth.attachments, let hang = truth.hang,
            let lobe = fit.gesture.ear.flatMap({ seated.stage.landmarks.ears[$0] })
        else { return nil }
        let right = view.project(lobe.piercing + (fit.lobePull?.displacement ?? .zero))
        let millimetresPerPixel = right.depth / view.focalLengthPixels
        // One of the pair is worn.
        let worn = holes.compactMap { hole in
            fit.placement.picturePositions(of: hole).map { (hole: hole, picture: $0) }
                .min { ($0.picture - right.pixel).length < ($1.picture - right.pixel).length }
        }.min { ($0.picture - right.pixel).length < ($1.picture - right.pixel).length }
        guard let worn, let spread = Spread([(worn.picture - right.pixel).length * millimetresPerPixel]) else {
            return nil
        }
        (millimetres, placedShare) = (spread, 1)
        let below = fit.placement.picturePositions(of: worn.hole + hang * 12 * fit.placement.minification).first
        headDegrees = below.map { Double(abs(atan2(($0 - worn.picture).x, ($0 - worn.picture).y)) * 180 / .pi) }
        let toLens = (view.position - lobe.piercing).normalized
        let level = Vector3(lobe.normal.x, 0, lobe.normal.z).normalized
        let side = cross([0, 1, 0], level)
        // The piece's own axes: right, up, out of its face.
        let photographed = (camera.position - camera.target).normalized
        let seen = Vector3(dot(toLens, side), toLens.y, dot(toLens, level))
        viewDegrees = specimen.style == .hoop ? nil : degrees(between: seen, photographed)
        sizePercent = Double(
            100 * (fit.scale.millimetresPerPixel / truth.millimetresPerPixel - 1))
    }
}
