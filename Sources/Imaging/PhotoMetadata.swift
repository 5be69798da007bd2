internal import Foundation

/// What a photo's file says about how it was taken and stored.
public struct PhotoMetadata: Sendable, Codable, Hashable {
    public var format: ImageFormat
    /// Size as stored, before turning upright.
    public var storedWidth, storedHeight: Int
    /// EXIF orientation 1…8 that was applied; 1 for formats that turn themselves (HEIC, AVIF, raw).
    public var orientation: Int
    /// Bits a channel as decoded: 8, 16 or (float files) 32.
    public var bitDepth: Int
    /// Name of the embedded colour profile.
    public var profileName: String?
    public var cameraMake, cameraModel: String?
    /// Millimetres.
    public var focalLength: Float?
    /// Focal length on a full frame (36 × 24 mm) with the same view, millimetres.
    public var focalLengthIn35mm: Float?
    public var fNumber: Float?
    public var iso: Float?
    /// Seconds.
    public var exposureTime: Float?
    public var flashFired: Bool?
    /// From the camera to what is sharp, metres, as the camera noted it.
    public var subjectDistance: Float?
    /// Pixels of the sensor's picture a millimetre of the sensor.
    public var sensorPixelsPerMillimetre: Float?
    /// Size that the camera wrote; another than the stored one where the photo was resized or cropped since.
    public var exposedSize: ExposedSize?

    public struct ExposedSize: Sendable, Codable, Hashable {
        public var width, height: Int
        public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }
    }
    /// Estimated quality setting of a JPEG, 1…100, from its luminance quantisation table.
    public var jpegQuality: Int?

    public init(format: ImageFormat, storedWidth: Int, storedHeight: Int, orientation: Int = 1, bitDepth: Int) {
        (self.format, self.storedWidth, self.storedHeight) = (format, storedWidth, storedHeight)
        (self.orientation, self.bitDepth) = (orientation, bitDepth)
    }
}

extension PhotoMetadata {
    /// Takes camera data from the EXIF fields that libvips lists.
    mutating func readEXIF(of image: VipsImage) {
        // A field reads `28/10 (f/2.8, Rational, 1 components, 8 bytes)`.
        func field(_ name: String) -> String? {
            guard let text = image.text("exif-\(name)"), let end = text.range(of: " (")?.lowerBound else { return nil }
            let value = text[..<end].trimmed
            return value.isEmpty ? nil : value
        }
        func number(_ name: String) -> Float? {
            guard let parts = field(name)?.split(separator: " ").first?.split(separator: "/"),
                let first = parts.first.flatMap({ Float($0) })
            else { return nil }
            let value = parts.count == 2 ? first / (Float(parts[1]) ?? 0) : first
            return value.isFinite && value > 0 ? value : nil
        }
        cameraMake = field("ifd0-Make")
        cameraModel = field("ifd0-Model")
        focalLength = number("ifd2-FocalLength")
        focalLengthIn35mm = number("ifd2-FocalLengthIn35mmFilm")
        // 2³² − 1 over anything is the standard's infinity.
        subjectDistance = number("ifd2-SubjectDistance").flatMap { $0 < 1000 ? $0 : nil }
        // The unit is an inch (2) or a centimetre (3).
        let unit: Float? = number("ifd2-FocalPlaneResolutionUnit").map { $0 == 3 ? 10 : 25.4 }
        sensorPixelsPerMillimetre = number("ifd2-FocalPlaneXResolution").map { $0 / (unit ?? 25.4) }
        if let w = number("ifd2-PixelXDimension"), let h = number("ifd2-PixelYDimension") {
            exposedSize = ExposedSize(width: Int(w), height: Int(h))
        }
        fNumber = number("ifd2-FNumber")
        iso = number("ifd2-ISOSpeedRatings")
        exposureTime = number("ifd2-ExposureTime")
        flashFired = field("ifd2-Flash").flatMap { Int($0) }.map { $0 & 1 == 1 }
    }

    /// The quality setting whose scaled standard table (ITU-T T.81, table K.1) fits a JPEG's luminance table best.
    static func jpegQuality(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var offset = 2
        while let marker = bytes.bigEndian16(at: offset), marker >> 8 == 0xFF, marker != 0xFFDA,
            let length = bytes.bigEndian16(at: offset + 2), length >= 2
        {
            if marker == 0xFFDB, length >= 67, offset + 2 + Int(length) <= bytes.count, bytes[offset + 4] & 0x0F == 0 {
                let wide = bytes[offset + 4] >> 4 == 1
                guard !wide else { return nil }
                // The sum of table K.1 is 3 688; the library scales it by a percentage of the quality.
                let sum = bytes[offset + 5..<offset + 69].reduce(0.0) { $0 + Double($1) }
                let percent = sum / 3688 * 100
                let quality = percent <= 100 ? (200 - percent) / 2 : 5000 / percent
                return min(max(Int(quality.rounded()), 1), 100)
            }
            offset += 2 + Int(length)
        }
        return nil
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var s = self
        while let c = s.first, c.isWhitespace { s.removeFirst() }
        while let c = s.last, c.isWhitespace || c == "\0" { s.removeLast() }
        return String(s)
    }
}
