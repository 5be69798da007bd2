internal import Foundation
internal import Imaging

/// The second pass: coverage and both colours of a crop, in overlapping tiles.
struct NetworkMatter {
    let network: TrainedNetwork
    /// Largest side of a tile, pixels, and what neighbours share.
    var tile = 704
    var overlap = 96
    /// Longer side at which the whole crop is looked at first, pixels, and how far from what the first look takes for
    /// the piece's edge, in its pixels, its word stands against the second's.
    var coarseSide = 448
    var insideDepth = 3

    /// What the network says of a crop.
    struct Layers {
        var alpha: ImageBuffer<Coverage>
        /// What to add to the photo's encoded colour to get the piece's own, and the display's.
        var foregroundChange: ImageBuffer<Vector>
        var backgroundChange: ImageBuffer<Vector>
    }

    /// Coverage and colours of a crop.
    ///
    /// A large crop is looked at twice: small, where the whole piece is in view and its inside can be told from the
    /// display, and at its own size, which alone sees edges and links. An enlarged one is
    /// first looked at in the size in which it was photographed.
    ///
    /// - Parameters:
    ///   - map: the finder's, only the wanted pieces.
    ///   - marks: as ``NetworkPlanes`` reads them.
    ///   - mayHold: where alpha can be more than nothing.
    ///   - hasLinks: whether a nearly black display may show between links. Polished bands and fronts on black mirror it,
    ///     and dark stones let it through: what is black in them is theirs.
    ///   - enlargement: pixels of `photo` for one of the seller's photo, where there are more; 1 elsewhere.
    func layers(
        of photo: ImageBuffer<DisplayLinear>, map: Raster<Float>, marks: Raster<Int8>, mayHold: Raster<Bool>,
        enlargement: Float = 1, hasLinks: Bool
    ) throws(InferenceError) -> Layers {
        let isEnlarged = enlargement > 1
        let ratio = isEnlarged ? enlargement : Float(max(photo.width, photo.height)) / Float(coarseSide)
        guard ratio > 1.5 else {
            var only = try look(at: photo, map: map, marks: marks, mayHold: mayHold)
            let inside = Self.sure(only.alpha).eroded(by: 2 * insideDepth)
            if hasLinks { only.open(photo, marks) { x, y in inside[x, y] } }
            return only
        }
        let w = max(1, Int(Float(photo.width) / ratio))
        let h = max(1, Int(Float(photo.height) / ratio))
        let coarse = try look(
            at: photo.resized(toWidth: w, height: h, filter: .area), map: map.reduced(w, h), marks: marks.reduced(w, h),
            mayHold: Raster(width: w, height: h, fill: true)
        ).alpha
        let seen = coarse.resized(toWidth: photo.width, height: photo.height, filter: .triangle)
        // What was seen is one more map for the second look.
        var prior = map
        for i in prior.cells.indices where mayHold.cells[i] {
            prior.cells[i] = 0.5 * (prior.cells[i] + min(max(seen.pixels[i], 0), 1))
        }
        var fine = try look(at: photo, map: prior, marks: marks, mayHold: mayHold)
        if isEnlarged {
            // At its own size a small piece is seen as well as enlarged: each look errs where the other does not.
            for i in fine.alpha.pixels.indices { fine.alpha.pixels[i] = 0.5 * (fine.alpha.pixels[i] + seen.pixels[i]) }
        }
        let inside = Self.sure(coarse).eroded(by: isEnlarged ? 2 * insideDepth : insideDepth)
        func isInside(_ x: Int, _ y: Int) -> Bool {
            inside[min(Int(Float(x) / ratio), w - 1), min(Int(Float(y) / ratio), h - 1)]
        }
        if hasLinks { fine.open(photo, marks, unless: isInside) }
        for y in 0..<photo.height {
            for x in 0..<photo.width where marks[x, y] >= 0 && isInside(x, y) {
                let i = y * photo.width + x
                fine.alpha.pixels[i] = max(fine.alpha.pixels[i], seen.pixels[i])
            }
        }
        return fine
    }

    /// What is taken for the piece with certainty.
    private static func sure(_ alpha: ImageBuffer<Coverage>) -> Raster<Bool> {
        Raster(width: alpha.width, height: alpha.height, cells: alpha.pixels.map { $0 > 0.9 })
    }

    /// One look, in tiles; those that can hold nothing are skipped.
    private func look(
        at photo: ImageBuffer<DisplayLinear>, map: Raster<Float>, marks: Raster<Int8>, mayHold: Raster<Bool>
    ) throws(InferenceError) -> Layers {
        let (w, h) = (photo.width, photo.height)
        // Seven sums and their weight.
        var sums = [Float](repeating: 0, count: 8 * w * h)
        for y in Self.spans(h, tile, overlap) {
            for x in Self.spans(w, tile, overlap) {
                let part = PixelRectangle(x0: x.lowerBound, y0: y.lowerBound, x1: x.upperBound, y1: y.upperBound)
                guard part.rows.contains(where: { v in part.columns.contains { mayHold[$0, v] } }) else { continue }
                let planes = NetworkPlanes(
                    photo.cropped(x: part.x0, y: part.y0, width: part.width, height: part.height),
                    map: map.cropped(part), marks: marks.cropped(part))
                let output = try network.run(planes, outputs: [7 * planes.width * planes.height])[0]
                add(output, planes, part, to: &sums, w, h)
            }
        }
        return finished(sums, w, h)
    }

    /// Adds a tile, its weight falling to nothing toward sides that have a neighbour.
    private func add(
        _ output: [Float], _ planes: NetworkPlanes, _ part: PixelRectangle, to sums: inout [Float], _ w: Int, _ h: Int
    ) {
        func weight(_ k: Int, _ lower: Int, _ upper: Int, _ end: Int) -> Float {
            let near = min(lower > 0 ? k - lower : overlap, upper < end ? upper - 1 - k : overlap)
            return (Float(min(near, overlap)) + 0.5) / Float(overlap)
        }
        let area = planes.width * planes.height
        let columns = part.columns.map { weight($0, part.x0, part.x1, w) }
        sums.withUnsafeMutableBufferPointer { s in
            output.withUnsafeBufferPointer { o in
                planes.values.withUnsafeBufferPointer { p in
                    for y in part.rows {
                        let row = weight(y, part.y0, part.y1, h)
                        for x in part.columns {
                            let share = row * columns[x - part.x0]
                            let (i, j) = (8 * (y * w + x), (y - part.y0) * planes.width + x - part.x0)
                            s[i] += share * o[j]
                            for c in 0..<3 {
                                s[i + 1 + c] += share * (o[(1 + c) * area + j] - p[c * area + j])
                                s[i + 4 + c] += share * (o[(4 + c) * area + j] - p[c * area + j])
                            }
                            s[i + 7] += share
                        }
                    }
                }
            }
        }
    }

    private func finished(_ sums: [Float], _ w: Int, _ h: Int) -> Layers {
        var out = Layers(
            alpha: ImageBuffer(width: w, height: h), foregroundChange: ImageBuffer(width: w, height: h),
            backgroundChange: ImageBuffer(width: w, height: h))
        for i in 0..<w * h where sums[8 * i + 7] > 0 {
            let n = 1 / sums[8 * i + 7]
            out.alpha.pixels[i] = min(max(sums[8 * i] * n, 0), 1)
            for c in 0..<3 {
                out.foregroundChange.pixels[3 * i + c] = sums[8 * i + 1 + c] * n
                out.backgroundChange.pixels[3 * i + c] = sums[8 * i + 4 + c] * n
            }
        }
        return out
    }

    /// Covers a length with equal spans of at most `tile` that share at least `overlap`.
    static func spans(_ length: Int, _ tile: Int, _ overlap: Int) -> [Range<Int>] {
        guard length > tile else { return [0..<length] }
        let count = (length - overlap + tile - overlap - 1) / (tile - overlap)
        let side = (length + (count - 1) * overlap + count - 1) / count
        return (0..<count).map { k in
            let start = k * (length - side) / (count - 1)
            return start..<start + side
        }
    }
}

extension NetworkMatter.Layers {
    /// Opens what shows a black display, except deep inside the piece; what the seller removes is left alone.
    fileprivate mutating func open(
        _ photo: ImageBuffer<DisplayLinear>, _ marks: Raster<Int8>, unless isInside: (Int, Int) -> Bool
    ) {
        guard let openings = BlackOpenings(photo, alpha: alpha.pixels) else { return }
        for y in 0..<photo.height {
            for x in 0..<photo.width where marks[x, y] >= 0 && !isInside(x, y) {
                alpha.pixels[y * photo.width + x] *= openings.kept(y * photo.width + x)
            }
        }
    }
}

extension PixelRectangle {
    var rows: Range<Int> { y0..<y1 }
    var columns: Range<Int> { x0..<x1 }
}

extension Raster where Value: BinaryInteger {
    /// Reduced so that a stroke stays one: of each cell the last mark that is not nothing.
    func reduced(_ w: Int, _ h: Int) -> Raster {
        var out = Raster(width: w, height: h, fill: 0)
        for y in 0..<height {
            for x in 0..<width where self[x, y] != 0 { out[x * w / width, y * h / height] = self[x, y] }
        }
        return out
    }
}

extension Raster where Value == Float {
    /// Means over the cells of a smaller raster.
    func reduced(_ w: Int, _ h: Int) -> Raster {
        let small = ImageBuffer<Scalar>(width: width, height: height, pixels: cells).resized(
            toWidth: w, height: h, filter: .area)
        return Raster(width: w, height: h, cells: small.pixels)
    }
}

extension Raster {
    func cropped(_ part: PixelRectangle) -> Raster {
        var out: [Value] = []
        out.reserveCapacity(part.width * part.height)
        for y in part.rows { out += cells[(y * width + part.x0)..<(y * width + part.x1)] }
        return Raster(width: part.width, height: part.height, cells: out)
    }
}
