public import Appraisal
internal import Foundation
internal import Geometry
public import Imaging

/// What an accepted fix does to a photo: one gain a channel over the whole of it, so that product and person stay true
/// to each other.
public struct PhotoCorrection: Sendable, Hashable {
    public var gains: SIMD3<Float>

    /// Gains are kept between these: beyond, a photo is not mended but painted.
    public static let range: ClosedRange<Float> = 0.2...5

    /// - Parameters:
    ///   - photo: upright, as decoded.
    public init(_ edits: PhotoEdits, of photo: ImageBuffer<DisplayLinear>) {
        var gains = SIMD3<Float>(repeating: exp2(edits.exposureStops))
        if let grey = edits.grey, photo.width > 0, photo.height > 0 {
            let mean = Self.mean(of: photo, about: grey)
            let grey = (mean * SIMD3(0.2126, 0.7152, 0.0722)).sum()
            // It keeps its brightness; darkness says nothing about colour.
            if mean.min() > 0.002 { gains *= SIMD3(repeating: grey) / mean }
        }
        self.init(gains: gains)
    }

    /// What makes a photo's own white neutral; nil where it does not tell what is white.
    public init?(offeredFor tone: PhotoTone) {
        guard tone.tellsWhite else { return nil }
        self.init(gains: tone.whiteBalance)
    }

    private init(gains: SIMD3<Float>) {
        self.gains = gains.clamped(
            lowerBound: SIMD3(repeating: Self.range.lowerBound), upperBound: SIMD3(repeating: Self.range.upperBound))
    }

    public var isIdentity: Bool { gains == .one }

    /// The photo in the corrected light, with its gains noted.
    public func applied(to photo: Photo) -> Photo {
        var out = photo
        out.image = applied(to: photo.image)
        out.gains *= gains
        return out
    }

    /// The picture in the corrected light.
    public func applied(to photo: ImageBuffer<DisplayLinear>) -> ImageBuffer<DisplayLinear> {
        guard !isIdentity else { return photo }
        var out = photo
        out.pixels.withUnsafeMutableBufferPointer { pixels in
            for i in stride(from: 0, to: pixels.count, by: 3) {
                for c in 0..<3 { pixels[i + c] *= gains[c] }
            }
        }
        return out
    }

    /// The mean of a patch of a fiftieth of the width.
    private static func mean(of photo: ImageBuffer<DisplayLinear>, about place: Vector2) -> SIMD3<Float> {
        let reach = max(photo.width / 100, 1)
        let x = Int(min(max(place.x, 0), 1) * Float(photo.width - 1))
        let y = Int(min(max(place.y, 0), 1) * Float(photo.height - 1))
        var (sum, count) = (SIMD3<Float>.zero, Float(0))
        for py in max(y - reach, 0)...min(y + reach, photo.height - 1) {
            for px in max(x - reach, 0)...min(x + reach, photo.width - 1) {
                sum += photo.rgb(px, py)
                count += 1
            }
        }
        return sum / count
    }
}
