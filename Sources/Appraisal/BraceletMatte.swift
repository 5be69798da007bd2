internal import Foundation
package import Geometry
package import Imaging

/// A bracelet's matte at a size at which its shape is found quickly: links closed, crumbs gone.
package struct BraceletMatte: Sendable {
    package let width, height: Int
    package let mask: [Bool]
    private let matte: StrandMatte
    /// Photo pixels along one working pixel.
    package var step: Float { Float(matte.step) }
    /// Pixels of the largest opening that the mask encloses.
    package let hole: [Int]
    /// Size of the photo, pixels.
    private let photo: Vector2

    /// - Returns: nil where nothing is covered.
    package init?(_ alpha: ImageBuffer<Coverage>) {
        guard let matte = StrandMatte(alpha, longestSide: 300) else { return nil }
        self.matte = matte
        (width, height) = (matte.width, matte.height)
        photo = Vector2(Float(alpha.width), Float(alpha.height))
        let (w, h) = (width, height)
        // Openings of links are no openings of the bracelet.
        let reach = distanceTransform(to: matte.coverage.map { $0 > 0.4 }, width: w, height: h)
        let closing = Self.closing * Float(max(w, h))
        let grown = reach.map { $0 <= closing }
        let depth = distanceTransform(to: grown.map { !$0 }, width: w, height: h)
        var solid = depth.map { $0 > closing }
        let parts = RasterComponents(solid, width: w, height: h)
        guard let largest = parts.components.map(\.area).max() else { return nil }
        for i in solid.indices where solid[i] {
            solid[i] = Float(parts.components[Int(parts.labels[i]) - 1].area) > 0.05 * Float(largest)
        }
        mask = solid
        let outside = RasterComponents(solid.map { !$0 }, width: w, height: h, diagonally: false)
        let enclosed = outside.components.indices.filter {
            let c = outside.components[$0]
            return c.left > 0 && c.top > 0 && c.right < w - 1 && c.bottom < h - 1
        }
        if let biggest = enclosed.max(by: { outside.components[$0].area < outside.components[$1].area }) {
            hole = outside.labels.indices.filter { outside.labels[$0] == Int32(biggest + 1) }
        } else {
            hole = []
        }
    }

    /// Openings up to twice this share of the piece's longer side are closed.
    private static let closing: Float = 0.015

    package func position(_ index: Int) -> Vector2 { matte.photoPoint(index) }

    package func index(_ p: Vector2) -> Int? { matte.index(p) }

    /// Whether a point lies where the photo ends.
    package func isAtPhotoEdge(_ p: Vector2, within margin: Float) -> Bool {
        min(p.x, p.y, photo.x - p.x, photo.y - p.y) < margin
    }

    /// Middle points of the mask between its two ends that lie farthest from each other, in photo pixels.
    ///
    /// Pixels equally far from one end along the mask are a section of it; their mean is its middle.
    package func middleLine() -> [Vector2] {
        let parts = RasterComponents(mask, width: width, height: height)
        guard let largest = parts.components.indices.max(by: { parts.components[$0].area < parts.components[$1].area })
        else { return [] }
        let label = Int32(largest + 1)
        guard let any = parts.labels.firstIndex(of: label) else { return [] }
        let first = distances(from: any).farthest
        let (reach, last) = distances(from: first)
        let thickness: Float = 4
        let bands = Int(reach[last] / thickness) + 1
        var sums = [(Vector2, Float)](repeating: (.zero, 0), count: bands)
        for i in reach.indices where reach[i].isFinite {
            let k = min(Int(reach[i] / thickness), bands - 1)
            sums[k].0 += position(i)
            sums[k].1 += 1
        }
        let points = sums.compactMap { $0.1 > 0 ? $0.0 / $0.1 : nil }
        // Sections at the ends of a wide strip are cut askew.
        let wide = Float(parts.components[largest].area) / max(reach[last], 1)
        let skip = min(Int(0.5 * wide / thickness), points.count / 6)
        return Array(points.dropFirst(skip).dropLast(skip))
    }

    /// Distances along the mask from a pixel, by steps to eight neighbours, and the pixel farthest away.
    private func distances(from start: Int) -> (reach: [Float], farthest: Int) {
        var reach = [Float](repeating: .infinity, count: mask.count)
        reach[start] = 0
        // Buckets of tenths of a pixel: a step is 1 or 1.4.
        var buckets: [[Int]] = [[start]]
        var (k, farthest) = (0, start)
        while k < buckets.count {
            for i in buckets[k] where Int((reach[i] * 10).rounded()) == k {
                farthest = i
                let (x, y) = (i % width, i / width)
                for v in max(0, y - 1)...min(height - 1, y + 1) {
                    for u in max(0, x - 1)...min(width - 1, x + 1) where mask[v * width + u] {
                        let j = v * width + u
                        let far = reach[i] + (u != x && v != y ? 1.4 : 1)
                        guard far < reach[j] - 0.05 else { continue }
                        reach[j] = far
                        let bucket = Int((far * 10).rounded())
                        while buckets.count <= bucket { buckets.append([]) }
                        buckets[bucket].append(j)
                    }
                }
            }
            k += 1
        }
        return (reach, farthest)
    }

    /// How far the largest opening reaches beside how far the mask does, in the direction in which that is least, 0…1.
    package var openness: Float {
        guard !hole.isEmpty else { return 0 }
        let covered = mask.indices.filter { mask[$0] }
        func reach(_ pixels: [Int], _ d: Vector2) -> Float {
            let along = pixels.map { dot(position($0), d) }
            return (along.max() ?? 0) - (along.min() ?? 0)
        }
        return (0..<12).map { k -> Float in
            let t = Float(k) / 12 * .pi
            let d = Vector2(cos(t), sin(t))
            return reach(hole, d) / max(reach(covered, d), 1)
        }.min() ?? 0
    }

    /// Where rays from the middle of the opening enter the mask and leave it, photo pixels.
    package func sections(rays: Int = 180) -> [(inner: Vector2, outer: Vector2)] {
        guard !hole.isEmpty else { return [] }
        let middle = hole.reduce(Vector2.zero) { $0 + position($1) } / Float(hole.count)
        return (0..<rays).compactMap { k in
            let t = Float(k) / Float(rays) * 2 * .pi
            let d = Vector2(cos(t), sin(t)) * (0.5 * step)
            var (p, inner, outer) = (middle, Vector2?.none, Vector2?.none)
            var gap = 0
            for _ in 0..<4 * (width + height) {
                p += d
                guard let i = index(p) else { break }
                if mask[i] {
                    if inner == nil { inner = p }
                    (outer, gap) = (p, 0)
                } else if inner != nil {
                    gap += 1
                    if gap > 4 { break }
                }
            }
            guard let inner, let outer else { return nil }
            return (inner, outer)
        }
    }
}
