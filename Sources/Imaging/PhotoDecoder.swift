internal import CVips
public import Foundation

/// A decoded photograph, upright, in linear light.
public struct Photo: Sendable {
    /// Linear Rec. 709; transparent parts lie over white. Colours outside the gamut are clipped at zero from below
    /// and may exceed 1.
    public var image: ImageBuffer<DisplayLinear>
    /// Where the file is transparent; `nil` when it has no alpha channel.
    public var alpha: ImageBuffer<Coverage>?
    public var metadata: PhotoMetadata
    /// What the file's linear colours were multiplied by to give these: an accepted white balance or exposure.
    public var gains = SIMD3<Float>(repeating: 1)

    public init(image: ImageBuffer<DisplayLinear>, alpha: ImageBuffer<Coverage>? = nil, metadata: PhotoMetadata) {
        (self.image, self.alpha, self.metadata) = (image, alpha, metadata)
    }
}

/// What is accepted before anything is decoded.
public struct DecodingLimits: Sendable, Hashable {
    /// Width times height, in millions.
    public var megapixels: Int
    /// Size of the file.
    public var megabytes: Int

    public init(megapixels: Int = 200, megabytes: Int = 1024) {
        (self.megapixels, self.megabytes) = (megapixels, megabytes)
    }

    public static let standard = DecodingLimits()
}

/// Reads JPEG, PNG, WebP, TIFF, HEIC, AVIF and camera raw, told apart by content.
///
/// ```swift
/// let photo = try PhotoDecoder.decode(contentsOf: URL(filePath: "necklace.jpg"))
/// print(photo.image.width, photo.metadata.cameraModel ?? "unknown camera")
/// ```
public enum PhotoDecoder {
    /// Decodes a file into upright, linear Rec. 709 light.
    ///
    /// Embedded profiles are honoured (relative colorimetric, Bradford adaptation); files without one are sRGB.
    public static func decode(
        contentsOf url: URL, limits: DecodingLimits = .standard
    ) throws(ImagingError) -> Photo {
        let file = url.relativePath
        return try decode(readFile(url, limits: limits), named: file, limits: limits)
    }

    /// Decodes bytes; `file` names them in errors.
    public static func decode(
        _ data: Data, named file: String = "the picture", limits: DecodingLimits = .standard
    ) throws(ImagingError) -> Photo {
        let (layers, metadata) = try decodeLayers(data, file, limits)
        guard let alpha = layers.alpha else { return Photo(image: layers.colour, metadata: metadata) }
        var image = layers.colour
        for i in 0..<alpha.pixels.count {
            let a = alpha.pixels[i]
            for c in 3 * i..<3 * i + 3 { image.pixels[c] = image.pixels[c] * a + (1 - a) }
        }
        return Photo(image: image, alpha: alpha, metadata: metadata)
    }

    /// Decodes a file and keeps straight colour beside alpha (1 where the file has none): a cutout.
    public static func decodeCutout(
        contentsOf url: URL, limits: DecodingLimits = .standard
    ) throws(ImagingError) -> ImageBuffer<DisplayLinearAlpha> {
        let (layers, _) = try decodeLayers(readFile(url, limits: limits), url.relativePath, limits)
        let colour = layers.colour
        var out = ImageBuffer<DisplayLinearAlpha>(width: colour.width, height: colour.height, fill: 1)
        for i in 0..<colour.width * colour.height {
            for c in 0..<3 { out.pixels[4 * i + c] = colour.pixels[3 * i + c] }
            if let alpha = layers.alpha { out.pixels[4 * i + 3] = alpha.pixels[i] }
        }
        return out
    }

    /// Decodes a mask that `PhotoEncoder` wrote: the first channel without any transfer function, 0…1.
    public static func decodeCoverage(
        contentsOf url: URL, limits: DecodingLimits = .standard
    ) throws(ImagingError) -> ImageBuffer<Coverage> {
        let file = url.relativePath
        let data = try readFile(url, limits: limits)
        return try data.withUnsafeImage(file) { (bytes, format) throws(ImagingError) in
            try decodeWithVips(bytes, format, file, limits) { (image, _) throws(VipsImage.Failure) in
                let image = image.sample == CVSample8 ? image : try image.as16Bit()
                let bands = image.bands
                let (width, height) = (image.width, image.height)
                return try image.withPixels { samples in
                    var out = ImageBuffer<Coverage>(width: width, height: height)
                    for i in 0..<width * height {
                        out.pixels[i] =
                            image.sample == CVSample8
                            ? Float(samples[i * bands]) / 255
                            : Float(samples.load(fromByteOffset: 2 * i * bands, as: UInt16.self)) / 65535
                    }
                    return out
                }
            }
        }
    }

    // MARK: - Steps

    struct Layers {
        var colour: ImageBuffer<DisplayLinear>
        var alpha: ImageBuffer<Coverage>?
    }

    static func readFile(_ url: URL, limits: DecodingLimits) throws(ImagingError) -> Data {
        let file = url.relativePath
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw .fileNotFound(file: file)
        }
        guard !isFolder.boolValue else { throw .unreadable(file: file, reason: "it is a folder") }
        let size = (try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int) ?? 0
        guard size <= limits.megabytes << 20 else {
            throw .unreadable(file: file, reason: "the file is larger than \(limits.megabytes) MB")
        }
        do {
            return try Data(contentsOf: url)
        } catch {
            throw .unreadable(file: file, reason: "the file may not be opened")
        }
    }

    private static func decodeLayers(
        _ data: Data, _ file: String, _ limits: DecodingLimits
    ) throws(ImagingError) -> (Layers, PhotoMetadata) {
        try data.withUnsafeImage(file) { (bytes, format) throws(ImagingError) in
            if format == .raw { return try RawDeveloper.develop(bytes, file: file, limits: limits) }
            return try decodeWithVips(bytes, format, file, limits) { (image, metadata) throws(VipsImage.Failure) in
                (try linearLayers(of: image, signalled: format.isISO ? isoPrimaries(bytes) : nil), metadata)
            }
        }
    }

    /// Loads, checks the size, notes the metadata and turns upright, then lets `body` decode.
    private static func decodeWithVips<R>(
        _ bytes: UnsafeRawBufferPointer, _ format: ImageFormat, _ file: String, _ limits: DecodingLimits,
        _ body: (VipsImage, PhotoMetadata) throws(VipsImage.Failure) -> R
    ) throws(ImagingError) -> R {
        // The library reads around missing tags, so a cut TIFF could lose its profile and nobody would know.
        if format == .tiff && isCutShort(bytes, .tiff) { throw .truncated(file: file) }
        do {
            let image = try VipsImage.load(bytes, format.vipsFormat)
            guard image.width <= limits.megapixels * 1_000_000 / max(image.height, 1) else {
                throw ImagingError.tooLarge(
                    file: file, width: image.width, height: image.height, limitMegapixels: limits.megapixels)
            }
            var metadata = PhotoMetadata(
                format: format, storedWidth: image.width, storedHeight: image.height,
                orientation: min(max(image.orientation, 1), 8),
                bitDepth: image.sample == CVSample8 ? 8 : image.sample == CVSampleFloat ? 32 : 16)
            metadata.profileName = image.profile.flatMap { ICCProfile($0)?.name }
            metadata.readEXIF(of: image)
            if format == .jpeg { metadata.jpegQuality = PhotoMetadata.jpegQuality(bytes) }
            // The container turns HEIC and AVIF; EXIF inside them must not turn them again (ISO/IEC 23008-12).
            if format.isISO { metadata.orientation = 1 }
            return try body(format.isISO ? image : image.upright(), metadata)
        } catch let error as ImagingError {
            throw error
        } catch {
            if isCutShort(bytes, format) { throw .truncated(file: file) }
            let reason = (error as? VipsImage.Failure)?.reason ?? "\(error)"
            throw .unreadable(file: file, reason: "the file is damaged (\(reason))")
        }
    }
}

extension Data {
    /// Lends the bytes with the format they show, or says what they are instead.
    fileprivate func withUnsafeImage<R>(
        _ file: String, _ body: (UnsafeRawBufferPointer, ImageFormat) throws(ImagingError) -> R
    ) throws(ImagingError) -> R {
        guard !isEmpty else { throw .empty(file: file) }
        let result = withUnsafeBytes { (bytes: UnsafeRawBufferPointer) -> Result<R, ImagingError> in
            guard let format = ImageFormat(sniffing: bytes) else {
                return .failure(.unknownFormat(file: file, content: describeContent(bytes)))
            }
            return Result { () throws(ImagingError) in try body(bytes, format) }
        }
        return try result.get()
    }
}

extension ImageFormat {
    var vipsFormat: CVFormat {
        switch self {
        case .jpeg: CVFormatJPEG
        case .png: CVFormatPNG
        case .webP: CVFormatWebP
        case .tiff, .raw: CVFormatTIFF
        case .heic, .avif: CVFormatHEIF
        }
    }

    var isISO: Bool { self == .heic || self == .avif }
}
