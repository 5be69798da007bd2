internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging

/// Where the strips of a photographed bracelet really run on its band: cords climb and spread, and what is repeated of
/// them has to join what is seen.
struct BraceletCourse {
    /// One strip by angle: the middle of its matte and half of what it covers along the axis, photo pixels.
    private struct Strip {
        var middles, halves: [Float]
    }

    private let strips: [Strip]

    /// How far from a strip's middle its soft edge ends, in halves of its width.
    static let edge: Float = 1.2
    /// Cells of angle between the silhouettes.
    private static let cells = 180

    init(bracelet: BraceletGeometry, cutout: Cutout) {
        let ranges = bracelet.strips.map(\.heights).sorted { $0.lowerBound < $1.lowerBound }
        strips = ranges.indices.map { k in
            let range = ranges[k]
            let width = range.upperBound - range.lowerBound
            // As far as halfway to its neighbours.
            let low = k > 0 ? (ranges[k - 1].upperBound + range.lowerBound) / 2 : range.lowerBound - 1.5 * width
            let high =
                k + 1 < ranges.count
                ? (range.upperBound + ranges[k + 1].lowerBound) / 2 : range.upperBound + 1.5 * width
            return Self.strip(range, within: low...max(high, low), bracelet, cutout)
        }
    }

    /// Follows a strip from its front to both silhouettes: in every cell what touches the part seen before.
    private static func strip(
        _ usual: ClosedRange<Float>, within limits: ClosedRange<Float>, _ bracelet: BraceletGeometry, _ cutout: Cutout
    ) -> Strip {
        let width = usual.upperBound - usual.lowerBound
        let margin = 0.12 * width + 1
        var ranges = [ClosedRange<Float>](repeating: usual, count: cells)
        for direction in [1, -1] {
            var last = usual
            var cell = cells / 2 - (direction < 0 ? 1 : 0)
            while ranges.indices.contains(cell) {
                let angle = (Float(cell) + 0.5) / Float(cells) * .pi - .pi / 2
                let touching = runs(at: angle, within: limits, bracelet, cutout).filter {
                    $0.lowerBound < last.upperBound + margin && $0.upperBound > last.lowerBound - margin
                }
                // Links have openings, and past its end a strip is taken to go on as it was.
                if let low = touching.first?.lowerBound, let high = touching.last?.upperBound { last = low...high }
                ranges[cell] = last
                cell += direction
            }
        }
        // Beads and links are no course: it is what a width of them has in common.
        let reach = max(Int(0.5 * width / bracelet.radius / .pi * Float(cells)), 1)
        return Strip(
            middles: smoothed(ranges.map { ($0.lowerBound + $0.upperBound) / 2 }, reach),
            halves: smoothed(ranges.map { max(($0.upperBound - $0.lowerBound) / 2, 0.5) }, reach))
    }

    /// Runs of covered heights at an angle.
    private static func runs(
        at angle: Float, within limits: ClosedRange<Float>, _ bracelet: BraceletGeometry, _ cutout: Cutout
    ) -> [ClosedRange<Float>] {
        var found: [ClosedRange<Float>] = []
        var start: Float?
        for height in stride(from: limits.lowerBound, through: limits.upperBound + 1, by: 1) {
            let isCovered =
                height <= limits.upperBound
                && cutout.coverage(at: bracelet.pixel(angle: angle, height: height)) > 0.5
            if isCovered {
                if start == nil { start = height }
            } else if let first = start {
                found.append(first...max(height - 1, first))
                start = nil
            }
        }
        return found
    }

    /// Medians over a window, then means over it, so that it has no steps.
    private static func smoothed(_ values: [Float], _ reach: Int) -> [Float] {
        func window(_ values: [Float], _ k: Int) -> ArraySlice<Float> {
            values[max(k - reach, 0)...min(k + reach, values.count - 1)]
        }
        let medians = values.indices.map { k in
            let sorted = window(values, k).sorted()
            return sorted[sorted.count / 2]
        }
        return medians.indices.map { k in
            let near = window(medians, k)
            return near.reduce(0, +) / Float(near.count)
        }
    }

    /// A height among those of the strip that is nearest to it where an angle is: 0 in its middle, ±1 at its edges.
    func place(of height: Float, at angle: Float) -> (strip: Int, share: Float)? {
        let places = strips.indices.map { k in
            let (middle, half) = values(k, angle)
            return (strip: k, share: (height - middle) / half)
        }
        return places.min { abs($0.share) < abs($1.share) }
    }

    /// Whether a height is a strip's own where an angle is.
    func holds(_ height: Float, at angle: Float) -> Bool {
        place(of: height, at: angle).map { abs($0.share) < Self.edge } ?? false
    }

    /// The height of a place of a strip at an angle.
    func height(of place: (strip: Int, share: Float), at angle: Float) -> Float {
        let (middle, half) = values(place.strip, angle)
        return middle + place.share * half
    }

    private func values(_ strip: Int, _ angle: Float) -> (middle: Float, half: Float) {
        let at = min(max((angle + .pi / 2) / .pi * Float(Self.cells) - 0.5, 0), Float(Self.cells - 1) - 1e-3)
        let (k, t) = (Int(at), at - at.rounded(.down))
        let s = strips[strip]
        return (mix(s.middles[k], s.middles[k + 1], t), mix(s.halves[k], s.halves[k + 1], t))
    }
}
