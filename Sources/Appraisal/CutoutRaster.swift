internal import Foundation
internal import Imaging

/// A row-major plane of values while a piece is being found.
struct Raster<Value: Sendable>: Sendable {
    let width: Int
    let height: Int
    var cells: [Value]

    init(width: Int, height: Int, cells: [Value]) {
        precondition(cells.count == width * height, "one cell a pixel")
        (self.width, self.height, self.cells) = (width, height, cells)
    }

    init(width: Int, height: Int, fill: Value) {
        self.init(width: width, height: height, cells: [Value](repeating: fill, count: width * height))
    }

    @inline(__always) subscript(x: Int, y: Int) -> Value {
        get { cells[y * width + x] }
        set { cells[y * width + x] = newValue }
    }
}

/// A rectangle of whole pixels: lower bound inside, upper bound outside.
struct PixelRectangle: Sendable, Hashable {
    var x0, y0, x1, y1: Int
    var width: Int { x1 - x0 }
    var height: Int { y1 - y0 }

    func grown(by margin: Int, within width: Int, _ height: Int) -> PixelRectangle {
        PixelRectangle(
            x0: max(0, x0 - margin), y0: max(0, y0 - margin), x1: min(width, x1 + margin),
            y1: min(height, y1 + margin))
    }

    func united(with other: PixelRectangle) -> PixelRectangle {
        PixelRectangle(
            x0: min(x0, other.x0), y0: min(y0, other.y0), x1: max(x1, other.x1), y1: max(y1, other.y1))
    }
}

/// CIELAB (D65) from linear Rec. 709.
@inline(__always) func labColour(_ rgb: SIMD3<Float>) -> SIMD3<Float> {
    let c = rgb.clamped(lowerBound: .zero, upperBound: SIMD3(repeating: 4))
    let x = (0.412_456_4 * c.x + 0.357_576_1 * c.y + 0.180_437_5 * c.z) / 0.950_47
    let y = 0.212_672_9 * c.x + 0.715_152_2 * c.y + 0.072_175_0 * c.z
    let z = (0.019_333_9 * c.x + 0.119_192_0 * c.y + 0.950_304_1 * c.z) / 1.088_83
    func f(_ t: Float) -> Float { t > 0.008_856_452 ? cbrtf(t) : 7.787_037 * t + 0.137_931_03 }
    let (fx, fy, fz) = (f(x), f(y), f(z))
    return SIMD3(116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))
}

extension ImageBuffer where Meaning == DisplayLinear {
    /// The photo reduced by area averaging until neither side exceeds `longest`; never enlarged.
    func reduced(toLongest longest: Int) -> Raster<SIMD3<Float>> {
        let scale = min(1, Float(longest) / Float(max(width, height)))
        let w = max(1, Int((Float(width) * scale).rounded()))
        let h = max(1, Int((Float(height) * scale).rounded()))
        return reduced(PixelRectangle(x0: 0, y0: 0, x1: width, y1: height), to: w, h)
    }

    /// A rectangle of the photo at `w` × `h` pixels, each the mean of what it covers.
    func reduced(_ part: PixelRectangle, to w: Int, _ h: Int) -> Raster<SIMD3<Float>> {
        var out = Raster(width: w, height: h, fill: SIMD3<Float>.zero)
        let source = self
        pixels.withUnsafeBufferPointer { p in
            out.cells.withUnsafeMutableBufferPointer { q in
                for y in 0..<h {
                    let y0 = part.y0 + y * part.height / h
                    let y1 = max(y0 + 1, part.y0 + (y + 1) * part.height / h)
                    for x in 0..<w {
                        let x0 = part.x0 + x * part.width / w
                        let x1 = max(x0 + 1, part.x0 + (x + 1) * part.width / w)
                        var sum = SIMD3<Float>.zero
                        for v in y0..<y1 {
                            var i = source.index(x0, v)
                            for _ in x0..<x1 {
                                sum += SIMD3(p[i], p[i + 1], p[i + 2])
                                i += 3
                            }
                        }
                        q[y * w + x] = sum / Float((x1 - x0) * (y1 - y0))
                    }
                }
            }
        }
        return out
    }
}

extension Raster where Value == Float {
    /// Mean over squares of side 2 · radius + 1, smaller at the edges.
    func boxMean(radius r: Int) -> Raster<Float> {
        guard r > 0 else { return self }
        let (w, h) = (width, height)
        var rows = [Float](repeating: 0, count: w * h)
        var out = self
        cells.withUnsafeBufferPointer { s in
            rows.withUnsafeMutableBufferPointer { t in
                for y in 0..<h {
                    var sum: Float = 0
                    for x in 0..<min(r, w) { sum += s[y * w + x] }
                    for x in 0..<w {
                        if x + r < w { sum += s[y * w + x + r] }
                        if x - r - 1 >= 0 { sum -= s[y * w + x - r - 1] }
                        t[y * w + x] = sum / Float(min(w - 1, x + r) - max(0, x - r) + 1)
                    }
                }
            }
        }
        var sums = [Float](repeating: 0, count: w)
        for y in 0..<min(r, h) { for x in 0..<w { sums[x] += rows[y * w + x] } }
        for y in 0..<h {
            let n = 1 / Float(min(h - 1, y + r) - max(0, y - r) + 1)
            if y + r < h { for x in 0..<w { sums[x] += rows[(y + r) * w + x] } }
            if y - r - 1 >= 0 { for x in 0..<w { sums[x] -= rows[(y - r - 1) * w + x] } }
            for x in 0..<w { out.cells[y * w + x] = sums[x] * n }
        }
        return out
    }

    /// Value between pixel centres, edges repeated; (0, 0) is the centre of the first pixel.
    @inline(__always) func bilinear(_ x: Float, _ y: Float) -> Float {
        let cx = min(max(x, 0), Float(width - 1))
        let cy = min(max(y, 0), Float(height - 1))
        let (x0, y0) = (Int(cx), Int(cy))
        let (x1, y1) = (min(x0 + 1, width - 1), min(y0 + 1, height - 1))
        let (fx, fy) = (cx - Float(x0), cy - Float(y0))
        return cells.withUnsafeBufferPointer { c in
            let top = c[y0 * width + x0] * (1 - fx) + c[y0 * width + x1] * fx
            let low = c[y1 * width + x0] * (1 - fx) + c[y1 * width + x1] * fx
            return top * (1 - fy) + low * fy
        }
    }
}

extension Raster where Value == Bool {
    /// Chessboard distance to the nearest true pixel, at most `limit`, by two sweeps (Rosenfeld and Pfaltz 1966).
    func distance(limit: Int) -> Raster<Int16> {
        let far = Int16(limit)
        var d = Raster<Int16>(width: width, height: height, cells: cells.map { $0 ? 0 : far })
        let (w, h) = (width, height)
        d.cells.withUnsafeMutableBufferPointer { p in
            for y in 0..<h {
                for x in 0..<w where p[y * w + x] > 0 {
                    var m = p[y * w + x]
                    if x > 0 { m = min(m, p[y * w + x - 1] + 1) }
                    if y > 0 {
                        m = min(m, p[(y - 1) * w + x] + 1)
                        if x > 0 { m = min(m, p[(y - 1) * w + x - 1] + 1) }
                        if x + 1 < w { m = min(m, p[(y - 1) * w + x + 1] + 1) }
                    }
                    p[y * w + x] = m
                }
            }
            for y in stride(from: h - 1, through: 0, by: -1) {
                for x in stride(from: w - 1, through: 0, by: -1) where p[y * w + x] > 0 {
                    var m = p[y * w + x]
                    if x + 1 < w { m = min(m, p[y * w + x + 1] + 1) }
                    if y + 1 < h {
                        m = min(m, p[(y + 1) * w + x] + 1)
                        if x > 0 { m = min(m, p[(y + 1) * w + x - 1] + 1) }
                        if x + 1 < w { m = min(m, p[(y + 1) * w + x + 1] + 1) }
                    }
                    p[y * w + x] = m
                }
            }
        }
        return d
    }

    func dilated(by radius: Int) -> Raster<Bool> {
        guard radius > 0 else { return self }
        let d = distance(limit: radius + 1)
        return Raster(width: width, height: height, cells: d.cells.map { $0 <= Int16(radius) })
    }

    func eroded(by radius: Int) -> Raster<Bool> {
        guard radius > 0 else { return self }
        let holes = Raster(width: width, height: height, cells: cells.map { !$0 }).dilated(by: radius)
        return Raster(width: width, height: height, cells: holes.cells.map { !$0 })
    }

    /// The smallest rectangle around the true pixels; `nil` when there are none.
    var bounds: PixelRectangle? {
        var r: PixelRectangle?
        for y in 0..<height {
            for x in 0..<width where cells[y * width + x] {
                guard let b = r else {
                    r = PixelRectangle(x0: x, y0: y, x1: x + 1, y1: y + 1)
                    continue
                }
                r = PixelRectangle(x0: min(b.x0, x), y0: b.y0, x1: max(b.x1, x + 1), y1: y + 1)
            }
        }
        return r
    }

    /// Labels 1… of 8-connected groups of true pixels, 0 elsewhere.
    func connectedGroups() -> (labels: Raster<Int32>, count: Int) {
        var labels = Raster<Int32>(width: width, height: height, fill: 0)
        var count: Int32 = 0
        var stack: [Int] = []
        let (w, h) = (width, height)
        for start in 0..<w * h where cells[start] && labels.cells[start] == 0 {
            count += 1
            labels.cells[start] = count
            stack.append(start)
            while let i = stack.popLast() {
                let (x, y) = (i % w, i / w)
                for v in max(0, y - 1)...min(h - 1, y + 1) {
                    for u in max(0, x - 1)...min(w - 1, x + 1) {
                        let j = v * w + u
                        if cells[j] && labels.cells[j] == 0 {
                            labels.cells[j] = count
                            stack.append(j)
                        }
                    }
                }
            }
        }
        return (labels, Int(count))
    }
}
