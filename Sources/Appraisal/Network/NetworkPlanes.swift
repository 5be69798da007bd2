internal import Foundation
internal import Imaging

/// What finder and matter read: seven planes of equal size, both sides multiples of 32.
///
/// sRGB colour 0…1, the finder's map, keep strokes, remove strokes, clicks on the wanted piece. Beyond the picture, to
/// the next multiple of 32, its last pixels go on.
struct NetworkPlanes {
    static let count = 7

    let width: Int
    let height: Int
    var values: [Float]

    /// - Parameters:
    ///   - photo: at the size to be read.
    ///   - map: the finder's, the size of the photo; nothing means zero.
    ///   - marks: +1 keep, +2 click, −1 remove, the size of the photo.
    init(_ photo: ImageBuffer<DisplayLinear>, map: Raster<Float>? = nil, marks: Raster<Int8>? = nil) {
        let (w, h) = ((photo.width + 31) / 32 * 32, (photo.height + 31) / 32 * 32)
        var planes = [Float](repeating: 0, count: Self.count * w * h)
        let area = w * h
        planes.withUnsafeMutableBufferPointer { p in
            photo.pixels.withUnsafeBufferPointer { source in
                for y in 0..<h {
                    let row = min(y, photo.height - 1) * photo.width
                    for x in 0..<w {
                        let (i, j) = (3 * (row + min(x, photo.width - 1)), y * w + x)
                        for c in 0..<3 { p[c * area + j] = EncodedTable.value(source[i + c]) }
                    }
                }
            }
            for y in 0..<photo.height {
                for x in 0..<photo.width {
                    let j = y * w + x
                    if let map { p[3 * area + j] = map[x, y] }
                    switch marks?[x, y] ?? 0 {
                    case 1: p[4 * area + j] = 1
                    case 2: p[6 * area + j] = 1
                    case -1: p[5 * area + j] = 1
                    default: break
                    }
                }
            }
        }
        (width, height, values) = (w, h, planes)
    }
}

/// sRGB encoding of many pixels: a table is twelve times as fast as the power.
enum EncodedTable {
    private static let steps = 8192
    private static let table: [Float] = (0...steps + 1).map { SRGB.encoded(fromLinear: Float($0) / Float(steps)) }

    /// The encoded value of linear light, clipped to 0…1; off by less than 0.001.
    @inline(__always) static func value(_ linear: Float) -> Float {
        let t = min(max(linear, 0), 1) * Float(steps)
        let k = Int(t)
        return table.withUnsafeBufferPointer { $0[k] + ($0[k + 1] - $0[k]) * (t - Float(k)) }
    }
}
