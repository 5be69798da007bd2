public import Foundation
package import Geometry
internal import Imaging

/// The trained reading of light: a look at the whole photo and where the piece is in it.
///
/// Taught by `Training/light` on rendered photographs under all kinds of light.
public struct LightNetwork: Sendable {
    /// What the network makes of a photo.
    package struct Reading: Sendable {
        /// Share of each group in the photo's light, in the order of `LightGroup.allCases`; 1 in all.
        package var shares: [Float]
        /// Where the light comes from: x right, y down, z toward the camera.
        package var key: Vector3
        /// Standard deviation of the key along x, and along y.
        package var deviation: Float
    }

    private let network: TrainedNetwork
    /// Longer side at which the photo is looked at, pixels.
    private static let side = 160
    private static let groups = LightGroup.allCases

    /// Loads and compiles the network.
    ///
    /// - Parameters:
    ///   - weights: the folder of `light.xml` and `light.bin`.
    ///   - runtime: the folder of OpenVINO's libraries.
    public init(weights: URL, runtime: URL) throws(InferenceError) {
        network = try TrainedNetwork(model: weights.appending(path: "light.xml"), runtime: runtime)
    }

    /// - Returns: nil where the network does not run: its reading is one among several.
    func read(_ photo: ImageBuffer<DisplayLinear>, alpha: ImageBuffer<Coverage>) -> Reading? {
        let (seen, cover) = (photo.seen(longest: Self.side), alpha.seen(longest: Self.side))
        guard let plain = try? look(seen, cover), let mirrored = try? look(seen.mirrored, cover.mirrored) else {
            return nil
        }
        // Seen both ways, a mirrored photo has the mirrored light exactly.
        let shares = Self.groups.map { g in
            (plain.shares[g.rawValue] + mirrored.shares[g.mirrored.rawValue]) / 2
        }
        let key = (plain.key + mirrored.key * Vector3(-1, 1, 1)) / 2
        return Reading(shares: shares, key: key, deviation: (plain.deviation + mirrored.deviation) / 2)
    }

    private func look(
        _ picture: ImageBuffer<DisplayLinear>, _ cover: ImageBuffer<Coverage>
    ) throws(InferenceError) -> Reading {
        let map = Raster(width: cover.width, height: cover.height, cells: cover.pixels)
        let out = try network.run(NetworkPlanes(picture, map: map), outputs: [Self.groups.count + 4])[0]
        let logits = out.prefix(Self.groups.count)
        let top = logits.max() ?? 0
        let odds = logits.map { expf($0 - top) }
        let sum = odds.reduce(0, +)
        let rest = Array(out.dropFirst(Self.groups.count))
        return Reading(
            shares: odds.map { $0 / sum }, key: Vector3(rest[0], rest[1], rest[2]),
            deviation: expf(0.5 * min(max(rest[3], -8), 2)))
    }
}

extension ImageBuffer {
    /// The whole, enlarged or reduced; left and right alike, so that a mirrored photo is seen as the mirror image.
    fileprivate func seen(longest: Int) -> ImageBuffer {
        func size(_ longest: Int) -> (Int, Int) {
            let scale = Float(longest) / Float(max(width, height))
            return (max(1, Int(Float(width) * scale)), max(1, Int(Float(height) * scale)))
        }
        let (w, h) = size(longest)
        guard max(width, height) > 6 * longest else { return resized(toWidth: w, height: h, filter: .area) }
        let (middleWidth, middleHeight) = size(4 * longest)
        let whole = PixelRectangle(x0: 0, y0: 0, x1: width, y1: height)
        return sampled(whole, to: middleWidth, middleHeight).resized(toWidth: w, height: h, filter: .area)
    }

    /// A rectangle at `w` × `h` pixels, each the mean of at most 6 × 6 of those that it covers: for light, which is the
    /// same in all of them, a large photo need not be read whole.
    func sampled(_ part: PixelRectangle, to w: Int, _ h: Int) -> ImageBuffer {
        var out = ImageBuffer(width: w, height: h)
        let n = Meaning.channels
        pixels.withUnsafeBufferPointer { p in
            out.pixels.withUnsafeMutableBufferPointer { q in
                for y in 0..<h {
                    let (y0, y1) = (part.y0 + y * part.height / h, part.y0 + (y + 1) * part.height / h)
                    for x in 0..<w {
                        let (x0, x1) = (part.x0 + x * part.width / w, part.x0 + (x + 1) * part.width / w)
                        var count: Float = 0
                        for v in stride(from: y0, to: max(y1, y0 + 1), by: max(1, (y1 - y0) / 6)) {
                            for u in stride(from: x0, to: max(x1, x0 + 1), by: max(1, (x1 - x0) / 6)) {
                                for c in 0..<n { q[n * (y * w + x) + c] += p[n * (v * width + u) + c] }
                                count += 1
                            }
                        }
                        for c in 0..<n { q[n * (y * w + x) + c] /= count }
                    }
                }
            }
        }
        return out
    }

    /// Left and right exchanged.
    fileprivate var mirrored: ImageBuffer {
        var out = self
        let n = Meaning.channels
        for y in 0..<height {
            for x in 0..<width {
                let (i, j) = (n * (y * width + x), n * (y * width + width - 1 - x))
                for c in 0..<n { out.pixels[j + c] = pixels[i + c] }
            }
        }
        return out
    }
}
