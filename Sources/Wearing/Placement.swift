internal import Appraisal
public import Geometry
public import Rendering

/// Where every pixel of a picture finds its product pixel: the inverse map of the seating.
public struct Placement: Sendable {
    /// The part of the frame that the piece can reach.
    public var window: PixelWindow
    /// For each pixel of the window, the position in the upright photo, pixels; x is NaN where nothing lies.
    public var source: [Vector2]
    /// For each pixel of the window, the distance of the piece along the camera axis, millimetres.
    public var depth: [Float]
    /// For each pixel of the window, the factor on the photo's colour: what goes on beyond the photo follows the light at
    /// its end. Empty where all are 1.
    public var gain: [Float] = []
    /// Of pixels within which the map folds or ends, the positions in the photo under a grid of points over the pixel; by
    /// index in `source`.
    public var folds: [Int: [Vector2]] = [:]
    /// Photo pixels a picture pixel.
    public var minification: Float
    /// Largest relative change of length along a centre line.
    public var maxStretch: Float
    /// Largest relative change of length within a collar's net; 0 of strands, which only bend.
    public var sheetStretch: Float = 0
    /// Share of the photographed piece (along the line, or of the band) that the body hides.
    public var hiddenFraction: Float
    /// Share of what is seen that repeats the piece's own links.
    public var continuedFraction: Float
    /// Root mean square distance that the piece was bent, millimetres.
    public var bendMillimetres: Float
    /// Share of the cutout's area that the picture finds a place for; 1 for rings, whose other half a finger hides.
    public var shownFraction: Float

    public init(
        window: PixelWindow, source: [Vector2], depth: [Float], minification: Float, maxStretch: Float,
        hiddenFraction: Float, continuedFraction: Float, bendMillimetres: Float, shownFraction: Float = 1
    ) {
        precondition(source.count == window.width * window.height && depth.count == source.count, "one entry a pixel")
        (self.window, self.source, self.depth, self.minification) = (window, source, depth, minification)
        (self.maxStretch, self.hiddenFraction) = (maxStretch, hiddenFraction)
        (self.continuedFraction, self.bendMillimetres) = (continuedFraction, bendMillimetres)
        self.shownFraction = shownFraction
    }

    /// Nothing: no product pixel here.
    public static let nowhere = Vector2(.nan, .nan)
}

extension Placement {
    /// Points along a side of the grid over a pixel.
    private static let gridSide = 4

    /// Looks closer where neighbours' sources lie apart: at silhouettes that the photo's own outline does not draw.
    ///
    /// - Parameter place: source and depth at a point of the picture, or nil where nothing lies.
    mutating func refineFolds(_ place: (Vector2) -> (source: Vector2, depth: Float)?) {
        folds = [:]
        let n = Self.gridSide
        for y in 0..<window.height {
            for x in 0..<window.width where isFold(x, y) {
                var sources: [Vector2] = []
                var nearest = Float.infinity
                for k in 0..<n * n {
                    let offset = (Vector2(Float(k % n), Float(k / n)) + 0.5) / Float(n)
                    let found = place(Vector2(Float(window.x + x), Float(window.y + y)) + offset)
                    sources.append(found?.source ?? Self.nowhere)
                    nearest = min(nearest, found?.depth ?? .infinity)
                }
                guard nearest.isFinite else { continue }
                let i = y * window.width + x
                folds[i] = sources
                if !depth[i].isFinite { depth[i] = nearest }
            }
        }
    }

    /// Whether the map goes from one pixel's source to the next one's without a fold between.
    private func isEven(from a: Vector2, to b: Vector2) -> Bool { (b - a).length < 4 * minification + 1 }

    /// What a pixel's sides span in the photo, by its neighbours' sources; `minification` where the map ends or folds.
    func footprint(_ x: Int, _ y: Int) -> (along: Vector2, down: Vector2) {
        func span(_ dx: Int, _ dy: Int) -> Vector2 {
            let even = Vector2(Float(dx), Float(dy)) * minification
            let (a, b) = ((x - dx, y - dy), (x + dx, y + dy))
            guard a.0 >= 0, a.1 >= 0, b.0 < window.width, b.1 < window.height else { return even }
            let (before, here) = (source[a.1 * window.width + a.0], source[y * window.width + x])
            let after = source[b.1 * window.width + b.0]
            guard before.x.isFinite, after.x.isFinite, isEven(from: before, to: here), isEven(from: here, to: after)
            else { return even }
            return (after - before) / 2
        }
        return (span(1, 0), span(0, 1))
    }

    /// Whether a neighbour's source is farther away than an even map's, or only one of the two has any.
    private func isFold(_ x: Int, _ y: Int) -> Bool {
        let here = source[y * window.width + x]
        return [(1, 0), (-1, 0), (0, 1), (0, -1)].contains { dx, dy in
            let (u, v) = (x + dx, y + dy)
            guard u >= 0, v >= 0, u < window.width, v < window.height else { return false }
            let there = source[v * window.width + u]
            guard here.x.isFinite, there.x.isFinite else { return here.x.isFinite != there.x.isFinite }
            return !isEven(from: here, to: there)
        }
    }
}

extension HandOutGate {
    /// What is wrong with how a necklace was seated; empty means it may be shown.
    func findings(_ placement: Placement) -> [Finding] {
        findings(
            bendMillimetres: placement.bendMillimetres, shownShare: placement.shownFraction,
            stretch: placement.sheetStretch)
    }
}
