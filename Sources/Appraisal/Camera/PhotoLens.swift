internal import Foundation
public import Imaging

/// Where a photo's camera stood, as far as its file tells.
public struct PhotoLens: Sendable, Codable, Hashable {
    /// Focal length in pixels of the upright photo.
    public var focalLengthPixels: Float?
    /// From the lens to what is sharp, millimetres, as the camera noted it.
    public var subjectDistance: Float?

    public init(focalLengthPixels: Float? = nil, subjectDistance: Float? = nil) {
        (self.focalLengthPixels, self.subjectDistance) = (focalLengthPixels, subjectDistance)
    }

    /// - Parameter size: of the upright photo, pixels.
    /// - Returns: nil where the file tells nothing that helps; a photo that was cropped since has lost its lens.
    public init?(_ metadata: PhotoMetadata, size: (width: Int, height: Int)) {
        subjectDistance = metadata.subjectDistance.flatMap { (0.03...20).contains($0) ? 1000 * $0 : nil }
        if !Self.isCropped(metadata, size) {
            let diagonal = hypot(Float(size.width), Float(size.height))
            if let focal = metadata.focalLengthIn35mm, (8...2000).contains(focal) {
                // The equivalent is told by the diagonal of 36 × 24 mm (CIPA DCG-001).
                focalLengthPixels = focal / hypot(36, 24) * diagonal
            } else if let focal = metadata.focalLength, let density = metadata.sensorPixelsPerMillimetre,
                let stored = metadata.exposedSize
            {
                focalLengthPixels = focal * density * diagonal / hypot(Float(stored.width), Float(stored.height))
            }
        }
        if focalLengthPixels == nil && subjectDistance == nil { return nil }
    }

    /// Whether the photo has another shape than its camera exposed.
    private static func isCropped(_ metadata: PhotoMetadata, _ size: (width: Int, height: Int)) -> Bool {
        func ratio(_ a: Int, _ b: Int) -> Float { Float(max(a, b)) / Float(max(min(a, b), 1)) }
        let shape = ratio(size.width, size.height)
        if let exposed = metadata.exposedSize, ratio(exposed.width, exposed.height) != 1 || shape == 1 {
            return abs(shape / ratio(exposed.width, exposed.height) - 1) > 0.02
        }
        // Sensors are 4 : 3, 3 : 2 or 16 : 9.
        let sensors: [Float] = [1.3333, 1.5, 1.7778]
        return !sensors.contains { (sensor: Float) in abs(shape / sensor - 1) < 0.02 }
    }

    /// From the lens to the piece.
    ///
    /// A lens of known angle saw a pixel of known size: that is its distance. The camera's own note, from its focus, is
    /// known to a fifth at best, and counts where there is no such lens.
    public func distance(millimetresPerPixel: Float, uncertainty: Float) -> CameraDistance? {
        if let focalLengthPixels {
            let distance = CameraDistance(
                millimetres: focalLengthPixels * millimetresPerPixel, uncertainty: hypot(uncertainty, 0.06),
                source: .lens)
            if (40...8000).contains(distance.millimetres) { return distance }
        }
        return subjectDistance.map { CameraDistance(millimetres: $0, uncertainty: 0.2, source: .focus) }
    }
}

/// From the lens to the piece, and how it is known.
public struct CameraDistance: Sendable, Codable, Hashable {
    public enum Source: String, Sendable, Codable {
        /// The file's focal length, and the size of a pixel on the piece.
        case lens
        /// The distance that the camera noted.
        case focus
        /// The perspective of the piece's own band, weighed with what is usual.
        case perspective
        /// Nothing tells: a long lens, as photographers use it.
        case usual
    }

    public var millimetres: Float
    /// Relative standard uncertainty.
    public var uncertainty: Float
    public var source: Source

    public init(millimetres: Float, uncertainty: Float, source: Source) {
        (self.millimetres, self.uncertainty, self.source) = (millimetres, uncertainty, source)
    }

    /// The nearest of some distances, by ratio: cameras stand at few, so that pieces share plates.
    public func snapped(to distances: [Float]) -> CameraDistance {
        var snapped = self
        snapped.millimetres = distances.min { abs(log($0 / millimetres)) < abs(log($1 / millimetres)) } ?? millimetres
        return snapped
    }
}
