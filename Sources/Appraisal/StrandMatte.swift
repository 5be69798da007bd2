package import Geometry
package import Imaging

/// A matte cut to its piece and brought to a size at which paths are searched quickly.
///
/// A working pixel keeps the largest coverage below it, so that a chain thinner than a working pixel stays whole.
package struct StrandMatte: Sendable {
    package let width: Int
    package let height: Int
    /// Largest coverage of the photo's pixels below each working pixel.
    package var coverage: [Float]
    /// Photo pixels along one working pixel, and the photo position of the working matte's corner.
    package let step: Int
    package let originX: Int
    package let originY: Int

    /// - Parameters:
    ///   - alpha: The piece's matte.
    ///   - longestSide: Working pixels along the longer side of the crop at most.
    /// - Returns: nil where nothing is covered.
    package init?(_ alpha: ImageBuffer<Coverage>, longestSide: Int = 800) {
        guard let box = alpha.bounds(above: 0.3) else { return nil }
        let step = max(1, (max(box.width, box.height) + longestSide - 1) / longestSide)
        let margin = 4 * step
        // Working pixels beyond the photo stay empty, so that every matte has a rim.
        (originX, originY) = (box.x - margin, box.y - margin)
        width = (box.width + 2 * margin + step - 1) / step
        height = (box.height + 2 * margin + step - 1) / step
        self.step = step
        coverage = [Float](repeating: 0, count: width * height)
        let (w, ox, oy) = (width, originX, originY)
        alpha.pixels.withUnsafeBufferPointer { source in
            coverage.withUnsafeMutableBufferPointer { target in
                for y in box.y..<(box.y + box.height) {
                    let row = (y - oy) / step * w
                    for x in box.x..<(box.x + box.width) {
                        let i = row + (x - ox) / step
                        target[i] = max(target[i], source[y * alpha.width + x])
                    }
                }
            }
        }
    }

    /// The largest of some values reached by climbing from a working pixel, a neighbour a step.
    func summit(of values: [Float], from start: Int, steps: Int) -> Float {
        var i = start
        for _ in 0..<steps {
            var best = i
            for y in max(0, i / width - 1)...min(height - 1, i / width + 1) {
                for x in max(0, i % width - 1)...min(width - 1, i % width + 1)
                where values[y * width + x] > values[best] {
                    best = y * width + x
                }
            }
            if best == i { break }
            i = best
        }
        return values[i]
    }

    /// The photo position of a working pixel's centre.
    package func photoPoint(_ index: Int) -> Vector2 {
        Vector2(
            Float(originX) + (Float(index % width) + 0.5) * Float(step),
            Float(originY) + (Float(index / width) + 0.5) * Float(step))
    }

    /// The working pixel under a photo position, nil outside.
    package func index(_ p: Vector2) -> Int? {
        let x = Int(((p.x - Float(originX)) / Float(step)).rounded(.down))
        let y = Int(((p.y - Float(originY)) / Float(step)).rounded(.down))
        return x >= 0 && y >= 0 && x < width && y < height ? y * width + x : nil
    }
}

extension ImageBuffer where Meaning == Coverage {
    /// The smallest rectangle that holds every pixel above a threshold.
    package func bounds(above threshold: Float) -> Region? {
        var (left, top, right, bottom) = (Int.max, Int.max, -1, -1)
        pixels.withUnsafeBufferPointer { p in
            for y in 0..<height {
                var (first, last) = (-1, -1)
                for x in 0..<width where p[y * width + x] > threshold {
                    if first < 0 { first = x }
                    last = x
                }
                guard first >= 0 else { continue }
                (left, right) = (min(left, first), max(right, last))
                (top, bottom) = (min(top, y), y)
            }
        }
        return right < 0 ? nil : Region(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    }

    /// Bilinear coverage at a position (pixel centres at .5); zero outside.
    package func sample(_ p: Vector2) -> Float {
        let (fx, fy) = (p.x - 0.5, p.y - 0.5)
        let (x, y) = (Int(fx.rounded(.down)), Int(fy.rounded(.down)))
        let (tx, ty) = (fx - Float(x), fy - Float(y))
        return pixels.withUnsafeBufferPointer { source in
            func value(_ x: Int, _ y: Int) -> Float {
                x >= 0 && y >= 0 && x < width && y < height ? source[y * width + x] : 0
            }
            return mix(mix(value(x, y), value(x + 1, y), tx), mix(value(x, y + 1), value(x + 1, y + 1), tx), ty)
        }
    }
}

/// Connected groups of pixels of a raster.
package struct RasterComponents: Sendable {
    package struct Component: Sendable {
        package var area = 0
        package var left = Int.max
        package var top = Int.max
        package var right = -1
        package var bottom = -1
        package var width: Int { right - left + 1 }
        package var height: Int { bottom - top + 1 }
        package var length: Float { Vector2(Float(width), Float(height)).length }
    }
    /// 1-based component of each pixel, 0 for none.
    package var labels: [Int32]
    package var components: [Component]

    /// Labels the set pixels of `mask`, by eight or by four neighbours.
    package init(_ mask: [Bool], width: Int, height: Int, diagonally: Bool = true) {
        labels = [Int32](repeating: 0, count: mask.count)
        components = []
        var stack: [Int32] = []
        for start in mask.indices where mask[start] && labels[start] == 0 {
            var component = Component()
            let label = Int32(components.count + 1)
            labels[start] = label
            stack.append(Int32(start))
            while let i = stack.popLast() {
                let (x, y) = (Int(i) % width, Int(i) / width)
                component.area += 1
                (component.left, component.right) = (min(component.left, x), max(component.right, x))
                (component.top, component.bottom) = (min(component.top, y), max(component.bottom, y))
                for ny in max(0, y - 1)...min(height - 1, y + 1) {
                    for nx in max(0, x - 1)...min(width - 1, x + 1) {
                        let j = ny * width + nx
                        if mask[j] && labels[j] == 0 && (diagonally || nx == x || ny == y) {
                            labels[j] = label
                            stack.append(Int32(j))
                        }
                    }
                }
            }
            components.append(component)
        }
    }
}

/// Exact Euclidean distance of every pixel to the nearest pixel where `mask` is set (Felzenszwalb and Huttenlocher 2012).
///
/// Infinite everywhere where the mask is empty.
package func distanceTransform(to mask: [Bool], width: Int, height: Int) -> [Float] {
    let far: Float = 1e12
    var squared = mask.map { $0 ? Float(0) : far }
    let n = max(width, height)
    var line = [Float](repeating: 0, count: n)
    var result = line
    var sites = [Int](repeating: 0, count: n)
    var bounds = [Float](repeating: 0, count: n + 1)
    func transform(_ count: Int) {
        var k = 0
        (sites[0], bounds[0], bounds[1]) = (0, -.infinity, .infinity)
        for q in 1..<max(count, 1) {
            var s: Float
            repeat {
                let v = sites[k]
                s = ((line[q] + Float(q * q)) - (line[v] + Float(v * v))) / Float(2 * (q - v))
                k -= 1
            } while s <= bounds[k + 1] && k >= 0
            k += 2
            (sites[k], bounds[k], bounds[k + 1]) = (q, s, .infinity)
        }
        k = 0
        for q in 0..<count {
            while bounds[k + 1] < Float(q) { k += 1 }
            let d = q - sites[k]
            result[q] = Float(d * d) + line[sites[k]]
        }
    }
    for x in 0..<width {
        for y in 0..<height { line[y] = squared[y * width + x] }
        transform(height)
        for y in 0..<height { squared[y * width + x] = result[y] }
    }
    for y in 0..<height {
        for x in 0..<width { line[x] = squared[y * width + x] }
        transform(width)
        for x in 0..<width { squared[y * width + x] = result[x] }
    }
    return squared.map { $0 >= far ? .infinity : $0.squareRoot() }
}
