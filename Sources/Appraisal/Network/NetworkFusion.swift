internal import Foundation
internal import Geometry
internal import Imaging

/// The part of a photo that is cut out, at the resolution at which the matter works.
struct NetworkCrop {
    /// In pixels of the photo.
    let part: PixelRectangle
    /// Working pixels for one photo pixel; more than 1 where the piece is small.
    let scale: Float
    let working: ImageBuffer<DisplayLinear>
    private let photoWidth, photoHeight: Int

    var width: Int { working.width }
    var height: Int { working.height }

    /// - Parameters:
    ///   - workingPixels: the most that the crop may have; a larger one is reduced.
    ///   - enlargesSmall: whether a crop no longer than `smallSide` is brought to twice its size.
    init(
        bounds: PixelRectangle, map: FinderMap, photo: ImageBuffer<DisplayLinear>, workingPixels: Int,
        enlargesSmall: Bool
    ) {
        let margin = max(8, max(bounds.width, bounds.height) / 12)
        let around = bounds.grown(by: margin, within: map.probability.width, map.probability.height)
        func lower(_ v: Int) -> Int { Int(Float(v) / map.scale) }
        func upper(_ v: Int, _ limit: Int) -> Int { min(limit, Int((Float(v) / map.scale).rounded(.up))) }
        part = PixelRectangle(
            x0: lower(around.x0), y0: lower(around.y0), x1: upper(around.x1, photo.width),
            y1: upper(around.y1, photo.height))
        (photoWidth, photoHeight) = (photo.width, photo.height)
        let cropped = photo.cropped(x: part.x0, y: part.y0, width: part.width, height: part.height)
        let pixels = Float(part.width * part.height)
        let largest = (Float(workingPixels) / pixels).squareRoot()
        let isSmall = enlargesSmall && max(part.width, part.height) <= Self.smallSide
        // A little smaller is not worth the carrying over.
        scale = isSmall ? 2 : largest < 0.85 ? largest : 1
        working =
            scale == 1
            ? cropped
            : cropped.resized(
                toWidth: max(1, Int(Float(part.width) * scale)), height: max(1, Int(Float(part.height) * scale)),
                filter: scale < 1 ? .area : .mitchell)
    }

    /// Longer side, in photo pixels, up to which a crop gains by being enlarged; larger pieces lose their inside by it.
    private static let smallSide = 320

    struct Prior {
        /// The finder's map, only the wanted pieces.
        var map: Raster<Float>
        /// Where the wanted pieces can be.
        var near: Raster<Bool>
    }

    /// The finder's map at working size, without the pieces that are not wanted.
    ///
    /// - Parameter spread: what strokes mean besides what is painted, at the map's size.
    func prior(_ map: FinderMap, _ found: PieceSelection.Found, _ spread: Raster<Bool>) -> Prior {
        let size = max(map.probability.width, map.probability.height)
        let reach = max(4, size / 70)
        let toWanted = found.wanted.distance(limit: reach)
        let toOthers = found.others.distance(limit: reach)
        var probability = map.probability
        var near = found.wanted
        for i in probability.cells.indices {
            near.cells[i] =
                found.doubtful.cells[i]
                || toWanted.cells[i] < Int16(reach) && toWanted.cells[i] <= toOthers.cells[i]
            if !near.cells[i] { probability.cells[i] = 0 }
            if found.doubtful.cells[i] { probability.cells[i] = max(probability.cells[i], 0.45) }
            if spread.cells[i] { probability.cells[i] = 0.95 }
        }
        var out = Prior(
            map: Raster(width: width, height: height, fill: 0), near: Raster(width: width, height: height, fill: false))
        let step = map.scale / scale
        for y in 0..<height {
            let v = (Float(part.y0) * scale + Float(y) + 0.5) * step - 0.5
            for x in 0..<width {
                let u = (Float(part.x0) * scale + Float(x) + 0.5) * step - 0.5
                out.map[x, y] = probability.bilinear(u, v)
                let column = min(max(u.rounded(), 0), Float(near.width - 1))
                let row = min(max(v.rounded(), 0), Float(near.height - 1))
                out.near[x, y] = near[Int(column), Int(row)]
            }
        }
        return out
    }
}

extension NetworkCrop {
    /// What is painted and what it means beyond, on a raster of the crop.
    ///
    /// - Parameter spread: at the size of the finder's map.
    func marks(_ strokes: Strokes, _ spread: Raster<Bool>, width: Int, height: Int) -> Raster<Int8> {
        var out = strokes.marks(
            width: width, height: height, scale: Float(width) / Float(part.width),
            origin: Vector2(Float(part.x0), Float(part.y0)))
        guard spread.cells.contains(true) else { return out }
        for y in 0..<height {
            let v = (part.y0 + y * part.height / height) * spread.height / photoHeight
            for x in 0..<width where out[x, y] == 0 {
                let u = (part.x0 + x * part.width / width) * spread.width / photoWidth
                if spread[u, v] { out[x, y] = 1 }
            }
        }
        return out
    }
}

extension NetworkCrop {
    /// Coverage and the piece's colour by colour models, from the finder's map.
    func colourLayers(_ wanted: Prior, _ marks: Raster<Int8>, finderScale: Float) -> NetworkMatter.Layers {
        // How many working pixels one of the finder's is.
        let spread = max(1, scale / finderScale)
        let matte = Matting(
            image: working.reduced(PixelRectangle(x0: 0, y0: 0, x1: width, y1: height), to: width, height),
            soft: wanted.map, strokes: Raster(width: width, height: height, cells: marks.cells.map { min($0, 1) }),
            slack: Int((1.5 * spread).rounded(.up)) + 1, blur: spread < 1.7 ? 1 : 2, ownWeight: -3...6
        ).solve()
        var out = NetworkMatter.Layers(
            alpha: ImageBuffer(width: width, height: height, pixels: matte.alpha.cells),
            foregroundChange: ImageBuffer(width: width, height: height),
            backgroundChange: ImageBuffer(width: width, height: height))
        for i in matte.alpha.cells.indices where matte.alpha.cells[i] > 0 && matte.alpha.cells[i] < 1 {
            let (a, f) = (matte.alpha.cells[i], matte.foreground.cells[i])
            for k in 0..<3 {
                let c = working.pixels[3 * i + k]
                let b = (c - a * f[k]) / (1 - a)
                out.foregroundChange.pixels[3 * i + k] = EncodedTable.value(f[k]) - EncodedTable.value(c)
                out.backgroundChange.pixels[3 * i + k] = EncodedTable.value(b) - EncodedTable.value(c)
            }
        }
        return out
    }
}

/// Brings what the matter says to the photo's resolution, makes it agree with the photo, and binds the strokes.
struct NetworkFusion {
    let crop: NetworkCrop
    let layers: NetworkMatter.Layers
    let wanted: NetworkCrop.Prior
    let strokes: Strokes
    /// What they mean besides what is painted, at the size of the finder's map.
    let spread: Raster<Bool>
    /// Whether what a remove stroke leaves on both its sides goes too; a chain beside a stroke looks like that.
    let dropsSlivers: Bool

    func cutout(of photo: ImageBuffer<DisplayLinear>) -> Cutout {
        let part = crop.part
        let (w, h) = (part.width, part.height)
        let coverage = fullCoverage()
        let filter: ResamplingFilter = crop.scale > 1 ? .area : .triangle
        let doubt = uncertainty().resized(toWidth: w, height: h, filter: filter)
        let foreChange = layers.foregroundChange.resized(toWidth: w, height: h, filter: filter)
        let backChange = layers.backgroundChange.resized(toWidth: w, height: h, filter: filter)
        let marks = crop.marks(strokes, spread, width: w, height: h)
        var alpha = ImageBuffer<Coverage>(width: photo.width, height: photo.height)
        var uncertainty = alpha
        var foreground = photo
        for y in 0..<h {
            for x in 0..<w {
                let (i, j) = (y * w + x, (y + part.y0) * photo.width + x + part.x0)
                if marks.cells[i] < 0 { continue }
                let isKept = marks.cells[i] > 0
                var a = isKept ? 1 : coverage.pixels[i]
                guard a > 0.004 || doubt.pixels[i] > 0.01 else { continue }
                let c = SIMD3(photo.pixels[3 * j], photo.pixels[3 * j + 1], photo.pixels[3 * j + 2])
                var f = Self.changed(c, foreChange, i)
                if isKept {
                    f = c
                } else {
                    let b = Self.changed(c, backChange, i)
                    (a, f) = Self.fused(c, a, f, b)
                    uncertainty.pixels[j] = doubt.pixels[i]
                }
                alpha.pixels[j] = a
                for k in 0..<3 { foreground.pixels[3 * j + k] = f[k] }
            }
        }
        return Cutout(alpha: alpha, foreground: foreground, uncertainty: uncertainty)
    }

    /// The photo's colour with the network's change, linear.
    @inline(__always) private static func changed(
        _ colour: SIMD3<Float>, _ change: ImageBuffer<Vector>, _ i: Int
    ) -> SIMD3<Float> {
        let d = SIMD3(change.pixels[3 * i], change.pixels[3 * i + 1], change.pixels[3 * i + 2])
        guard (d * d).sum() > 1e-5 else { return colour }
        var out = SIMD3<Float>.zero
        for k in 0..<3 { out[k] = DecodedTable.value(EncodedTable.value(colour[k]) + d[k]) }
        return out
    }

    /// One step toward colours and coverage that give the photo's own colour, in linear light (Forte and Pitié 2020,
    /// section 3.4): colours first, each corrected by its share, then coverage along the line between them.
    @inline(__always) private static func fused(
        _ c: SIMD3<Float>, _ a: Float, _ f0: SIMD3<Float>, _ b0: SIMD3<Float>
    ) -> (Float, SIMD3<Float>) {
        if a > 0.995 { return (1, c) }
        let e = c - f0 * a - b0 * (1 - a)
        let n = 1 / (a * a + (1 - a) * (1 - a) + 0.05)
        let f = (f0 + e * (a * n)).clamped(lowerBound: .zero, upperBound: SIMD3(repeating: 4))
        let b = (b0 + e * ((1 - a) * n)).clamped(lowerBound: .zero, upperBound: SIMD3(repeating: 4))
        let d = f - b
        let again = (a * 0.02 + ((c - b) * d).sum()) / (0.02 + (d * d).sum())
        let refined = min(max(0.5 * (a + min(max(again, 0), 1)), 0), 1)
        return (refined < 0.01 ? 0 : refined, f)
    }

    /// Coverage at the photo's resolution. Where the matter worked at a smaller one, `fused` then brings the photo's own
    /// edges back.
    private func fullCoverage() -> ImageBuffer<Coverage> {
        var small = layers.alpha
        for i in small.pixels.indices where !wanted.near.cells[i] { small.pixels[i] = 0 }
        if dropsSlivers && !strokes.remove.isEmpty { dropSlivers(of: &small) }
        return small.resized(
            toWidth: crop.part.width, height: crop.part.height, filter: crop.scale > 1 ? .area : .mitchell)
    }

    /// Takes away the slivers that a remove stroke leaves on both its sides: most of them lies beside it, and they touch it.
    private func dropSlivers(of alpha: inout ImageBuffer<Coverage>) {
        let (w, h) = (crop.width, crop.height)
        let marks = crop.marks(strokes, spread, width: w, height: h)
        let removed = Raster(width: w, height: h, cells: marks.cells.map { $0 < 0 })
        let kept = Raster(
            width: w, height: h, cells: marks.cells.indices.map { alpha.pixels[$0] > 0.05 && !removed.cells[$0] })
        let (labels, count) = kept.connectedGroups()
        let brush = (strokes.remove.map(\.width).filter(\.isFinite).min() ?? 0) * crop.scale
        let beside = Int(min(max(brush / 3, 3), 1000))
        let toRemoved = removed.distance(limit: beside + 1)
        var (pixels, near) = ([Int](repeating: 0, count: count + 1), [Int](repeating: 0, count: count + 1))
        var isHeld = [Bool](repeating: true, count: count + 1)
        for i in labels.cells.indices where labels.cells[i] > 0 {
            let k = Int(labels.cells[i])
            pixels[k] += 1
            if toRemoved.cells[i] <= Int16(beside) { near[k] += 1 }
            if toRemoved.cells[i] <= 2 { isHeld[k] = false }
        }
        let area = removed.cells.lazy.filter { $0 }.count
        for i in labels.cells.indices where marks.cells[i] > 0 { isHeld[Int(labels.cells[i])] = true }
        for i in labels.cells.indices {
            let k = Int(labels.cells[i])
            if !isHeld[k] && 10 * near[k] > 6 * pixels[k] && 4 * pixels[k] < area { alpha.pixels[i] = 0 }
        }
    }

    /// Where coverage is neither, and where both passes disagree about what is far from an edge.
    private func uncertainty() -> ImageBuffer<Coverage> {
        let (w, h) = (crop.width, crop.height)
        let reach = 3
        let isFound = Raster(width: w, height: h, cells: wanted.map.cells.map { $0 > 0.5 })
        let (around, inside) = (isFound.dilated(by: reach), isFound.eroded(by: reach))
        var out = ImageBuffer<Coverage>(width: w, height: h)
        for i in out.pixels.indices where wanted.near.cells[i] {
            let a = layers.alpha.pixels[i]
            var doubt = 1.2 * a * (1 - a)
            if !around.cells[i] { doubt = max(doubt, a - wanted.map.cells[i]) }
            if inside.cells[i] { doubt = max(doubt, wanted.map.cells[i] - a) }
            out.pixels[i] = min(max(doubt, 0), 1)
        }
        return out
    }
}

/// Linear light of encoded values between the bytes.
enum DecodedTable {
    private static let steps = 2048
    private static let table: [Float] = (0...steps + 1).map { SRGB.linear(fromEncoded: Float($0) / Float(steps)) }

    @inline(__always) static func value(_ encoded: Float) -> Float {
        let t = min(max(encoded, 0), 1) * Float(steps)
        let k = Int(t)
        return table.withUnsafeBufferPointer { $0[k] + ($0[k + 1] - $0[k]) * (t - Float(k)) }
    }
}
