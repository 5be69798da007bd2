internal import Foundation
internal import Geometry
internal import Imaging

extension BodySource {
    /// Mask pictures that become values a vertex.
    static let maskNames = ["fingernails", "lips", "ears", "eyelids", "face", "inside-mouth"]

    /// Samples the mask pictures at every vertex's texture coordinates.
    ///
    /// A vertex on a seam takes the highest of its values. Pictures are stored top row first, v points up.
    func readMasks(_ object: Object) throws(AnatomyError) -> [String: [Float]] {
        var masks: [String: [Float]] = [:]
        for name in Self.maskNames {
            let picture = try decodeMask("\(folder)/textures/mpfb_\(name).jpg")
            var values = [Float](repeating: 0, count: object.positions.count)
            for (face, corners) in zip(object.faces, object.faceUVs) {
                for corner in 0..<4 where Int(corners[corner]) < object.uvs.count {
                    let value = picture.sample(object.uvs[Int(corners[corner])])
                    values[Int(face[corner])] = max(values[Int(face[corner])], value)
                }
            }
            masks[name] = values
        }
        return masks
    }

    private func decodeMask(_ path: String) throws(AnatomyError) -> MaskPicture {
        do {
            let picture = try PhotoDecoder.decode(contentsOf: URL(fileURLWithPath: path)).image
            // Masks are numbers, not light: take back the decoder's linearisation.
            let values = (0..<(picture.width * picture.height)).map {
                SRGB.encoded(fromLinear: picture.pixels[$0 * 3 + 1])
            }
            return MaskPicture(width: picture.width, height: picture.height, pixels: values)
        } catch {
            throw .unreadableSource(path: path, reason: "\(error)")
        }
    }

    struct MaskPicture {
        var width, height: Int
        var pixels: [Float]

        /// Bilinear, 0…1.
        func sample(_ uv: SIMD2<Float>) -> Float {
            let x = min(max(uv.x * Float(width) - 0.5, 0), Float(width - 1))
            let y = min(max((1 - uv.y) * Float(height) - 0.5, 0), Float(height - 1))
            let (i, j) = (min(Int(x), width - 2), min(Int(y), height - 2))
            let (fx, fy) = (x - Float(i), y - Float(j))
            func p(_ dx: Int, _ dy: Int) -> Float { pixels[(j + dy) * width + i + dx] }
            return mix(mix(p(0, 0), p(1, 0), fx), mix(p(0, 1), p(1, 1), fx), fy)
        }
    }
}
