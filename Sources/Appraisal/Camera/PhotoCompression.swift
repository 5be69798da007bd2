internal import Foundation
public import Imaging

/// How hard a photo was compressed as a JPEG.
public struct PhotoCompression: Sendable, Codable, Hashable {
    public enum Source: String, Sendable, Codable {
        /// The file's own quantisation tables.
        case tables
        /// The steps that an earlier JPEG left in the pixels.
        case pixels
    }

    /// Quality setting, 1…100.
    public var quality: Int
    public var source: Source

    public init(quality: Int, source: Source) { (self.quality, self.source) = (quality, source) }

    /// The compression of a photo: what its file says, or what its pixels show where that is worse; nil where neither
    /// shows any.
    ///
    /// - Parameter fileQuality: of the file's tables, where it is a JPEG.
    public init?(photo: ImageBuffer<DisplayLinear>, fileQuality: Int?) {
        let shown = BlockReading(photo)?.quality
        guard let quality = [fileQuality, shown].compactMap(\.self).min() else { return nil }
        self.init(quality: quality, source: quality == fileQuality ? .tables : .pixels)
    }
}

/// Reads from pixels with which steps the blocks of an earlier JPEG were rounded.
///
/// Coefficients of blocks on the right grid are multiples of their steps, give or take the rounding of pixels to bytes
/// (Fan and de Queiroz 2003 look for the same traces). A photo that was resized since shows nothing.
struct BlockReading {
    let quality: Int

    /// - Returns: nil where no grid of blocks shows, or its steps are too fine to tell (a quality of 93 and more).
    init?(_ photo: ImageBuffer<DisplayLinear>) {
        guard photo.width >= 128, photo.height >= 128 else { return nil }
        let bytes = Self.bytes(photo)
        guard let x = Self.phase(bytes.values, bytes.width, bytes.height, along: (1, bytes.width)),
            let y = Self.phase(bytes.values, bytes.height, bytes.width, along: (bytes.width, 1))
        else { return nil }
        let places = [1, 8, 9, 2, 16, 10, 17]
        let values = Self.coefficients(bytes.values, bytes.width, bytes.height, phase: (x, y), places: places)
        let percents = zip(places, values).compactMap { place, some -> Float? in
            Self.step(some).map { 100 * $0 / QuantisationTables.lightnessBase[place] }
        }.sorted()
        guard percents.count >= 3 else { return nil }
        let percent = percents[percents.count / 2]
        quality = min(max(Int((percent <= 100 ? (200 - percent) / 2 : 5000 / percent).rounded()), 1), 100)
    }

    /// The middle of the photo, at most 1200 pixels a side: JPEG's lightness, 0…255.
    private static func bytes(_ photo: ImageBuffer<DisplayLinear>) -> (values: [Float], width: Int, height: Int) {
        let (w, h) = (min(photo.width, 1200), min(photo.height, 1200))
        let (x0, y0) = ((photo.width - w) / 2, (photo.height - h) / 2)
        let values = (0..<w * h).map { i -> Float in
            let c = SRGB.encoded(fromLinear: photo.rgb(x0 + i % w, y0 + i / w))
            return 255 * (0.299 * c.x + 0.587 * c.y + 0.114 * c.z)
        }
        return (values, w, h)
    }

    /// Where between lines the jumps are highest, of eight; nil where no place stands out.
    private static func phase(_ v: [Float], _ count: Int, _ lines: Int, along: (step: Int, line: Int)) -> Int? {
        var (sums, counts) = ([Double](repeating: 0, count: 8), [Double](repeating: 0, count: 8))
        for line in stride(from: 0, to: lines, by: 2) {
            for k in 2..<count - 1 {
                let i = line * along.line + k * along.step
                let jump = v[i] - v[i - along.step]
                let beside = (v[i - along.step] - v[i - 2 * along.step] + v[i + along.step] - v[i]) / 2
                // Edges of things are no edges of blocks.
                sums[k % 8] += Double(min(abs(jump - beside), 12))
                counts[k % 8] += 1
            }
        }
        let means = zip(sums, counts).map { $0 / max($1, 1) }
        let best = means.indices.max { means[$0] < means[$1] }!
        let others = (means.reduce(0, +) - means[best]) / 7
        return means[best] > 1.04 * others + 0.005 ? best : nil
    }

    private static func coefficients(
        _ v: [Float], _ width: Int, _ height: Int, phase: (x: Int, y: Int), places: [Int]
    ) -> [[Float]] {
        let transform = BlockTransform()
        var (block, found) = ([Float](repeating: 0, count: 64), [[Float]](repeating: [], count: places.count))
        for y in stride(from: phase.y, through: height - 8, by: 8) {
            for x in stride(from: phase.x, through: width - 8, by: 8) {
                for k in 0..<64 { block[k] = v[(y + k / 8) * width + x + k % 8] }
                // What is clipped is no multiple of anything.
                guard let low = block.min(), let high = block.max(), low > 4, high < 251 else { continue }
                transform.forward(&block)
                for (k, place) in places.enumerated() { found[k].append(abs(block[place])) }
            }
        }
        return found
    }

    /// The largest step of which nearly all values are multiples; nil where there are too few values or it is too small.
    private static func step(_ values: [Float]) -> Float? {
        for step in stride(from: Float(60), through: 3, by: -1) {
            let some = values.filter { $0 > step / 2 && $0 < 12 * step }
            guard some.count >= 40 else { continue }
            let near = some.count { abs($0 / step - ($0 / step).rounded()) < 0.2 }
            // By chance two fifths would be.
            if Float(near) > 0.8 * Float(some.count) { return step }
        }
        return nil
    }
}
