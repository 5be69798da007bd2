internal import Foundation
internal import Geometry

/// Tells a bangle, which keeps its circle, from what only happens to lie in one: its loop is rounder than any chain lies,
/// and its edges are even where beads and links are scalloped.
struct BraceletStiffness {
    /// Root mean square distance of the middle line from its ellipse, in units of the longer half axis.
    let unroundness: Float
    /// Usual change of the width from ray to ray about its course, in units of the width.
    let unevenness: Float
    /// The width in pixels of the working matte: what is smaller than its steps tells nothing.
    let widthInSteps: Float

    /// - Parameters:
    ///   - sections: where rays from the loop's middle enter and leave it, by growing angle.
    ///   - rms: distance of the middle line from its ellipse, photo pixels.
    ///   - step: photo pixels a working pixel.
    init(sections: [(inner: Vector2, outer: Vector2)], rms: Float, major: Float, step: Float) {
        unroundness = rms / max(major, 1e-3)
        let widths = sections.map { ($0.outer - $0.inner).length }
        let n = widths.count
        let reach = max(n / 24, 2)
        func median(_ values: [Float]) -> Float { values.isEmpty ? 0 : values.sorted()[values.count / 2] }
        let usual = max(median(widths), 1e-3)
        // Settings and hinges are few: what half of the rays say holds.
        let off = (0..<n).map { k in
            abs(widths[k] - median((-reach...reach).map { widths[(k + $0 + n) % n] }))
        }
        let sorted = off.sorted()
        unevenness = n == 0 ? 1 : sorted[n * 7 / 10] / usual
        widthInSteps = usual / step
    }

    /// Bangles measure under 0.02 and 0.04 where their matte is clean; beads that lie in a circle scallop by a tenth.
    var isStiff: Bool { unroundness < 0.02 && unevenness < max(0.045, 0.8 / max(widthInSteps, 1)) && widthInSteps > 4 }
}
