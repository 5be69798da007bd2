internal import CVips
public import Foundation

/// How a picture is stored.
public struct EncodingOptions: Sendable, Hashable {
    /// `nil`: as the file name's extension says.
    public var format: ImageFormat?
    /// 1…100 for JPEG, WebP, HEIC and AVIF; from 90 up JPEG keeps colour at full resolution.
    public var quality: Int
    /// 8, or 16 for PNG and TIFF.
    public var bitDepth: Int
    /// WebP without loss; PNG and TIFF always are.
    public var lossless: Bool
    /// An XMP packet to embed.
    public var xmp: String?

    public init(
        format: ImageFormat? = nil, quality: Int = 92, bitDepth: Int = 8, lossless: Bool = false, xmp: String? = nil
    ) {
        (self.format, self.quality, self.bitDepth) = (format, quality, bitDepth)
        (self.lossless, self.xmp) = (lossless, xmp)
    }
}

/// What a buffer may be to become a picture file.
public protocol EncodablePixels: PixelMeaning {
    /// Whether values are light to be sRGB-encoded; the last channel of four is alpha and never is.
    static var isLight: Bool { get }
}
extension DisplayLinear: EncodablePixels { public static let isLight = true }
extension DisplayLinearAlpha: EncodablePixels { public static let isLight = true }
extension Coverage: EncodablePixels { public static let isLight = false }

/// Writes display-linear pictures as sRGB files with the profile embedded, and coverage as plain grey.
///
/// Values are clipped to 0…1. Eight-bit light is dithered by less than half a step each way, so flat gradients do not
/// band, codes that were exact stay exact, and the same buffer always gives the same bytes. Coverage is stored without
/// a transfer function: 0.5 is code 128.
///
/// ```swift
/// try PhotoEncoder.write(picture, to: URL(filePath: "worn.jpg"), options: EncodingOptions(quality: 95))
/// ```
public enum PhotoEncoder {
    /// Writes a file, whole or not at all.
    public static func write<M: EncodablePixels>(
        _ image: ImageBuffer<M>, to url: URL, options: EncodingOptions = EncodingOptions()
    ) throws(ImagingError) {
        let file = url.relativePath
        var options = options
        options.format = options.format ?? ImageFormat(pathExtension: url.pathExtension)
        guard options.format != nil else {
            throw .cannotWrite(
                file: file, reason: "its name must end in .jpg, .png, .webp, .tif, .heic or .avif to say the format")
        }
        try AtomicFile.write(encode(image, named: file, options: options), to: url)
    }

    /// The bytes of a picture file; PNG unless the options name a format.
    public static func encode<M: EncodablePixels>(
        _ image: ImageBuffer<M>, named file: String = "the picture", options: EncodingOptions = EncodingOptions()
    ) throws(ImagingError) -> [UInt8] {
        let format = options.format ?? .png
        func refuse(_ reason: String) -> ImagingError { .cannotWrite(file: file, reason: reason) }
        guard format != .raw else { throw refuse("camera raw cannot be written") }
        guard image.width > 0, image.height > 0 else { throw refuse("the picture has no pixels") }
        guard options.bitDepth == 8 || (options.bitDepth == 16 && (format == .png || format == .tiff)) else {
            throw refuse("\(options.bitDepth) bits do not fit \(format.rawValue)")
        }
        // The AV1 encoder ends the whole process when asked for exact 4:2:0.
        guard !options.lossless || [.png, .tiff, .webP].contains(format) else {
            throw refuse("\(format.rawValue) always loses a little; use PNG, TIFF or WebP")
        }
        guard (1...100).contains(options.quality) else { throw refuse("quality goes from 1 to 100") }

        var (channels, pixels) = (M.channels, image.pixels)
        if channels == 4 && format == .jpeg {
            // JPEG has no alpha: white below.
            (channels, pixels) = (3, flattenedOverWhite(pixels))
        }
        let samples = quantised(
            pixels, width: image.width, channels: channels, isLight: M.isLight, bits: options.bitDepth)
        do {
            return try samples.withUnsafeBytes { bytes in
                Result { () throws(VipsImage.Failure) in
                    try save(bytes, image.width, image.height, channels, isLight: M.isLight, format, options)
                }
            }.get()
        } catch {
            throw refuse(error.reason)
        }
    }

    private static func save(
        _ samples: UnsafeRawBufferPointer, _ width: Int, _ height: Int, _ channels: Int, isLight: Bool,
        _ format: ImageFormat, _ options: EncodingOptions
    ) throws(VipsImage.Failure) -> [UInt8] {
        guard cv_start() == 0 else { throw VipsImage.failure() }
        let image = try VipsImage.adopting(
            cv_wrap(
                samples.baseAddress, samples.count, Int32(width), Int32(height), Int32(channels),
                Int32(options.bitDepth)))
        guard cv_tag(image.handle, isLight ? 1 : 0, options.xmp) == 0 else { throw VipsImage.failure() }
        var bytes: UnsafeMutableRawPointer?
        var length = 0
        let status = cv_save(
            image.handle, format.vipsFormat, Int32(options.quality), options.lossless ? 1 : 0,
            format == .avif ? 1 : 0, &bytes, &length)
        guard status == 0, let bytes else { throw VipsImage.failure() }
        defer { cv_free(bytes) }
        let file = [UInt8](UnsafeRawBufferPointer(start: bytes, count: length))
        guard format == .png, let xmp = options.xmp else { return file }
        return PNGMetadata.embedding(xmp: xmp, in: file)
    }

    private static func flattenedOverWhite(_ pixels: [Float]) -> [Float] {
        var out = [Float](repeating: 0, count: pixels.count / 4 * 3)
        for i in 0..<pixels.count / 4 {
            let a = min(max(pixels[4 * i + 3], 0), 1)
            for c in 0..<3 { out[3 * i + c] = pixels[4 * i + c] * a + (1 - a) }
        }
        return out
    }
}
