internal import CVips
public import Foundation

/// Reads environment maps that the program brings along: OpenEXR, linear radiance.
///
/// The reader behind it was not hardened against hostile files; never give it a user's.
public enum EnvironmentFile {
    /// The first three channels of an OpenEXR file, at its own scale; what is negative or no number is zero.
    public static func read(contentsOf url: URL) throws(ImagingError) -> ImageBuffer<SceneLinear> {
        let file = url.relativePath
        guard FileManager.default.fileExists(atPath: url.path) else { throw .fileNotFound(file: file) }
        let magic: [UInt8] = [0x76, 0x2F, 0x31, 0x01]
        guard let handle = try? FileHandle(forReadingFrom: url), let head = try? handle.read(upToCount: 4),
            Array(head) == magic
        else { throw .unknownFormat(file: file, content: "no OpenEXR picture") }
        do throws(VipsImage.Failure) {
            guard cv_start() == 0 else { throw VipsImage.failure() }
            let image = try VipsImage.adopting(cv_load_trusted_exr(url.path)).asFloat()
            let (width, height, bands) = (image.width, image.height, image.bands)
            return try image.withPixels { samples in
                let values = samples.bindMemory(to: Float.self)
                var out = ImageBuffer<SceneLinear>(width: width, height: height)
                for i in 0..<width * height {
                    for c in 0..<3 {
                        let v = values[i * bands + min(c, bands - 1)]
                        out.pixels[3 * i + c] = v > 0 && v.isFinite ? v : 0
                    }
                }
                return out
            }
        } catch {
            throw .unreadable(file: file, reason: error.reason)
        }
    }
}
