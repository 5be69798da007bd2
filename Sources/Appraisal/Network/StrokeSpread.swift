internal import Foundation
internal import Geometry
internal import Imaging

/// What a keep stroke means beyond its own width: the even part of the photo that it lies on, up to that part's edges.
///
/// A seller paints across a lost plate, shell or inner wall, not along its outline. Two fronts run through the photo,
/// slowly across edges (geodesic distance, Bai and Sapiro 2007): one from the stroke, one from where the stroke cannot
/// reach. What the first comes to first belongs to the stroke, if it ends at edges; where there is none, the
/// stroke takes no more than its own width.
struct StrokeSpread {
    /// sRGB-encoded colour at the size of the finder's map.
    private let image: Raster<SIMD3<Float>>
    /// The finder's.
    private let probability: Raster<Float>

    /// How far a stroke may reach, in its own widths; the farthest that ends at edges counts.
    private static let reaches: [Float] = [2.5, 1.2]
    init(_ photo: ImageBuffer<DisplayLinear>, probability: Raster<Float>) {
        var image = photo.reduced(
            PixelRectangle(x0: 0, y0: 0, x1: photo.width, y1: photo.height), to: probability.width, probability.height)
        for i in image.cells.indices {
            for k in 0..<3 { image.cells[i][k] = EncodedTable.value(image.cells[i][k]) }
        }
        (self.image, self.probability) = (image, probability)
    }

    /// What the keep strokes mean besides what is painted; a pixel short of every edge, where the matter decides.
    ///
    /// - Parameter scale: map pixels for one photo pixel.
    func parts(under strokes: Strokes, scale: Float) -> Raster<Bool> {
        var out = Raster(width: image.width, height: image.height, fill: false)
        let painted = strokes.marks(width: image.width, height: image.height, scale: scale)
        for stroke in strokes.keep where stroke.points.count > 1 && stroke.width.isFinite {
            for i in part(under: stroke, painted, scale) where painted.cells[i] == 0 { out.cells[i] = true }
        }
        return out
    }

    /// The even part under a stroke, a pixel short of its edges; nothing where it has none.
    private func part(under stroke: Strokes.Stroke, _ painted: Raster<Int8>, _ scale: Float) -> [Int] {
        let (w, h) = (image.width, image.height)
        var own = Raster(width: w, height: h, fill: false)
        stroke.paint(width: w, height: h, scale: scale) { own.cells[$0] = true }
        guard let bounds = own.bounds else { return [] }
        for widths in Self.reaches {
            let reach = Int(min(max(widths * stroke.width * scale, 6), Float(max(w, h)) / 6))
            let window = bounds.grown(by: reach + 2, within: w, h)
            let flood = Flood(
                colour: image.cropped(window), found: probability.cropped(window), own: own.cropped(window),
                removed: Raster(
                    width: window.width, height: window.height, cells: painted.cropped(window).cells.map { $0 < 0 }),
                reach: reach)
            // Seams of a few pixels between its facets belong to a part.
            guard let inside = flood.part()?.dilated(by: 2).eroded(by: 3) else { continue }
            return inside.cells.indices.filter { inside.cells[$0] }.map {
                ($0 / window.width + window.y0) * w + $0 % window.width + window.x0
            }
        }
        return []
    }
}

/// The two fronts, in a window round one stroke.
private struct Flood {
    let colour: Raster<SIMD3<Float>>
    /// The finder's map.
    let found: Raster<Float>
    /// Under the stroke.
    let own: Raster<Bool>
    let removed: Raster<Bool>
    /// Pixels from the stroke at which the other front starts.
    let reach: Int

    /// Change of encoded colour over two pixels from which an edge counts as one.
    private static let edge: Float = 0.09
    /// Share of the outline that must be an edge.
    private static let closed: Float = 0.75
    /// Share of edges within a part from which it is no even one: chains, crystals, coarse cloth.
    private static let busy: Float = 0.12
    /// Areas of the stroke that a part may have at most.
    private static let largest = 7

    private var width: Int { own.width }
    private var height: Int { own.height }

    /// What the stroke comes to first; nothing where that is not even, or not bounded by edges.
    func part() -> Raster<Bool>? {
        let steps = steepness()
        let far = own.distance(limit: reach)
        let others = own.cells.indices.filter { far.cells[$0] >= Int16(reach) || removed.cells[$0] }
        guard !others.isEmpty else { return nil }
        let isLike = likeness(others)
        // Squared, so that one edge counts more than a long way over cloth.
        let cost = steps.cells.map { 0.02 + 100 * $0 * $0 }
        let walled = cost.indices.map { own.cells[$0] || isLike.cells[$0] ? cost[$0] : .infinity }
        let painted = own.cells.indices.filter { own.cells[$0] }
        let mine = FastMarching(cost: walled, width: width, height: height, seeds: painted)
        let theirs = FastMarching(cost: cost, width: width, height: height, seeds: others)
        let inside = Raster(
            width: width, height: height,
            cells: own.cells.indices.map { own.cells[$0] || mine.time[$0] < theirs.time[$0] })
        let area = inside.cells.lazy.filter { $0 }.count
        guard area < Self.largest * painted.count else { return nil }
        let isEdge = Raster(
            width: width, height: height,
            cells: own.cells.indices.map { steps.cells[$0] > Self.edge || !isLike.cells[$0] })
        return isEven(inside, isEdge) && isBounded(inside, by: isEdge) ? inside : nil
    }

    private func isEven(_ inside: Raster<Bool>, _ isEdge: Raster<Bool>) -> Bool {
        let core = inside.eroded(by: 3)
        let all = core.cells.indices.filter { core.cells[$0] }
        return Float(all.lazy.filter { isEdge.cells[$0] }.count) <= Self.busy * Float(all.count)
    }

    /// Whether the outline is an edge of the photo, or of what was found anyway.
    private func isBounded(_ inside: Raster<Bool>, by isEdge: Raster<Bool>) -> Bool {
        let rim = isEdge.dilated(by: 1)
        var (outline, edges) = (0, 0)
        for y in 1..<max(height - 1, 1) {
            for x in 1..<max(width - 1, 1) where inside[x, y] {
                guard !inside[x - 1, y] || !inside[x + 1, y] || !inside[x, y - 1] || !inside[x, y + 1] else { continue }
                outline += 1
                if rim[x, y] || found[x, y] > PieceSelection.threshold { edges += 1 }
            }
        }
        return Float(edges) > Self.closed * Float(outline)
    }

    /// Pixels whose colour, give or take a twelfth of each channel's range, is commoner under the stroke than beyond its
    /// reach.
    private func likeness(_ others: [Int]) -> Raster<Bool> {
        let levels = 24
        func bin(_ v: SIMD3<Float>) -> (Int, Int, Int) {
            let q = (v * Float(levels)).clamped(lowerBound: .zero, upperBound: SIMD3(repeating: Float(levels) - 1))
            return (Int(q.x), Int(q.y), Int(q.z))
        }
        func shares(_ pixels: [Int]) -> [Float] {
            var out = [Float](repeating: 0, count: levels * levels * levels)
            for i in pixels {
                let (r, g, b) = bin(colour.cells[i])
                for u in max(r - 1, 0)...min(r + 1, levels - 1) {
                    for v in max(g - 1, 0)...min(g + 1, levels - 1) {
                        for w in max(b - 1, 0)...min(b + 1, levels - 1) {
                            out[(u * levels + v) * levels + w] += 1 / Float(pixels.count)
                        }
                    }
                }
            }
            return out
        }
        let (here, there) = (shares(own.cells.indices.filter { own.cells[$0] }), shares(others))
        return Raster(
            width: width, height: height,
            cells: colour.cells.map {
                let (r, g, b) = bin($0)
                let k = (r * levels + g) * levels + b
                // What is rare under the stroke is what the brush took beside the part.
                return here[k] > 0.025 && here[k] >= there[k]
            })
    }

    /// The largest change of colour between a pixel's neighbours.
    private func steepness() -> Raster<Float> {
        var out = Raster(width: width, height: height, fill: Float(0))
        for y in 0..<height {
            for x in 0..<width {
                let across = colour[min(x + 1, width - 1), y] - colour[max(x - 1, 0), y]
                let down = colour[x, min(y + 1, height - 1)] - colour[x, max(y - 1, 0)]
                out[x, y] = (across * across + down * down).max().squareRoot()
            }
        }
        return out
    }
}
