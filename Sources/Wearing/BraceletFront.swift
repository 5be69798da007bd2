internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging

/// The part of a photographed bracelet that is worn: its strips and what hangs from them before the ends.
///
/// What curls away where the strips go round their display is left to the pattern that goes on.
struct BraceletFront {
    private let bracelet: BraceletGeometry
    private let isLeftOut: [Bool]
    private let width, height: Int
    /// From here outward parts beside the strips belong to the display's far side, radians.
    private static let turning: Float = 1.12

    init(bracelet: BraceletGeometry, course: BraceletCourse, cutout: Cutout) {
        self.bracelet = bracelet
        let alpha = cutout.alpha
        let (w, h) = (alpha.width, alpha.height)
        (width, height) = (w, h)
        // Parts beside the strips, whole: a charm is shown or not.
        var beside = [Bool](repeating: false, count: w * h)
        var angles = [Float](repeating: 0, count: w * h)
        for y in 0..<h {
            for x in 0..<w where alpha.value(x, y) > 0.04 {
                let place = bracelet.place(of: Vector2(Float(x) + 0.5, Float(y) + 0.5))
                angles[y * w + x] = place.angle
                let isStrip = bracelet.strips.contains { strip in
                    let margin = 0.12 * (strip.heights.upperBound - strip.heights.lowerBound) + 1.5
                    return place.height > strip.heights.lowerBound - margin
                        && place.height < strip.heights.upperBound + margin
                }
                beside[y * w + x] = !isStrip && !course.holds(place.height, at: place.angle)
            }
        }
        let parts = RasterComponents(beside, width: w, height: h)
        var reach = [Float](repeating: 0, count: parts.components.count)
        for i in beside.indices where beside[i] {
            let k = Int(parts.labels[i]) - 1
            reach[k] = max(reach[k], abs(angles[i]))
        }
        // A loop that lies free shows all of itself.
        let goesOn = bracelet.isLoop
        isLeftOut = beside.indices.map { !goesOn && beside[$0] && reach[Int(parts.labels[$0]) - 1] > Self.turning }
    }

    /// Whether a pixel of the photo is shown.
    func shows(_ p: Vector2) -> Bool {
        let (x, y) = (Int(p.x.rounded(.down)), Int(p.y.rounded(.down)))
        guard x >= 0, y >= 0, x < width, y < height else { return true }
        return !isLeftOut[y * width + x]
    }

    /// Whether a height belongs to one of the strips, photo pixels.
    func isStrip(_ height: Float) -> Bool {
        bracelet.strips.contains { strip in
            let margin = 0.12 * (strip.heights.upperBound - strip.heights.lowerBound) + 1
            return height > strip.heights.lowerBound - margin && height < strip.heights.upperBound + margin
        }
    }
}
