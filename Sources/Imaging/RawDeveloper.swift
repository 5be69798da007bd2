internal import CLibRaw
internal import Foundation

/// Develops camera raw files with LibRaw: the camera's white balance, linear light, no sharpening, no tone curve.
///
/// Raw exposures leave room above white. One gain for the whole picture, from 1 to 4, brings the brightest thousandth
/// of the pixels to display white.
enum RawDeveloper {
    static func develop(
        _ bytes: UnsafeRawBufferPointer, file: String, limits: DecodingLimits
    ) throws(ImagingError) -> (PhotoDecoder.Layers, PhotoMetadata) {
        guard let raw = libraw_init(0) else { throw .unreadable(file: file, reason: "out of memory") }
        defer { libraw_close(raw) }
        func check(_ status: Int32) throws(ImagingError) {
            guard status != 0 else { return }
            throw error(status, file)
        }

        try check(libraw_open_buffer(raw, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count))
        let (width, height) = (Int(raw.pointee.sizes.width), Int(raw.pointee.sizes.height))
        guard width > 0, height > 0 else { throw .unreadable(file: file, reason: "it holds no picture") }
        guard width * height <= limits.megapixels * 1_000_000 else {
            throw .tooLarge(file: file, width: width, height: height, limitMegapixels: limits.megapixels)
        }
        var metadata = PhotoMetadata(format: .raw, storedWidth: width, storedHeight: height, bitDepth: 16)
        metadata.readCamera(of: raw.pointee)

        raw.pointee.params.output_bps = 16
        raw.pointee.params.output_color = 1  // Rec. 709 primaries
        (raw.pointee.params.gamm.0, raw.pointee.params.gamm.1) = (1, 1)
        raw.pointee.params.use_camera_wb = 1
        raw.pointee.params.no_auto_bright = 1
        try check(libraw_unpack(raw))
        try check(libraw_dcraw_process(raw))

        var status: Int32 = 0
        guard let picture = libraw_dcraw_make_mem_image(raw, &status) else { throw error(status, file) }
        defer { libraw_dcraw_clear_mem(picture) }
        guard let image = linearImage(picture) else {
            throw .unreadable(file: file, reason: "its kind of raw data is not known")
        }
        return (PhotoDecoder.Layers(colour: image), metadata)
    }

    private static func error(_ status: Int32, _ file: String) -> ImagingError {
        if status == LIBRAW_FILE_UNSUPPORTED.rawValue || status == LIBRAW_REQUEST_FOR_NONEXISTENT_IMAGE.rawValue {
            return .unreadable(file: file, reason: "this camera's raw format is not known yet")
        }
        if status == LIBRAW_IO_ERROR.rawValue { return .truncated(file: file) }
        return .unreadable(file: file, reason: "the raw data is damaged (\(String(cString: libraw_strerror(status))))")
    }

    private static func linearImage(
        _ picture: UnsafeMutablePointer<libraw_processed_image_t>
    ) -> ImageBuffer<DisplayLinear>? {
        let (width, height) = (Int(picture.pointee.width), Int(picture.pointee.height))
        let colours = Int(picture.pointee.colors)
        guard picture.pointee.bits == 16, colours == 3 || colours == 1,
            Int(picture.pointee.data_size) >= 2 * width * height * colours,
            let offset = MemoryLayout<libraw_processed_image_t>.offset(of: \.data)
        else { return nil }
        let samples = UnsafeRawPointer(picture) + offset
        var image = ImageBuffer<DisplayLinear>(width: width, height: height)
        for i in 0..<width * height {
            for c in 0..<3 {
                let at = i * colours + min(c, colours - 1)
                image.pixels[3 * i + c] = Float(samples.loadUnaligned(fromByteOffset: 2 * at, as: UInt16.self)) / 65535
            }
        }
        let gain = displayGain(of: image)
        for i in image.pixels.indices { image.pixels[i] = min(image.pixels[i] * gain, 1) }
        return image
    }

    /// The gain that brings the 99.9th percentile of green to white.
    private static func displayGain(of image: ImageBuffer<DisplayLinear>) -> Float {
        var histogram = [Int](repeating: 0, count: 1024)
        for i in stride(from: 1, to: image.pixels.count, by: 3) {
            histogram[min(Int(image.pixels[i] * 1023), 1023)] += 1
        }
        var above = 0
        let share = image.width * image.height / 1000
        for bin in (1..<1024).reversed() {
            above += histogram[bin]
            if above > share { return min(max(1023 / Float(bin + 1), 1), 4) }
        }
        return 4
    }
}

extension PhotoMetadata {
    fileprivate mutating func readCamera(of raw: libraw_data_t) {
        func text<T>(_ characters: T) -> String? {
            withUnsafeBytes(of: characters) { bytes in
                let s = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                return s.isEmpty ? nil : s
            }
        }
        func positive(_ v: Float) -> Float? { v > 0 && v.isFinite ? v : nil }
        cameraMake = text(raw.idata.make)
        cameraModel = text(raw.idata.model)
        focalLength = positive(raw.other.focal_len)
        fNumber = positive(raw.other.aperture)
        iso = positive(raw.other.iso_speed)
        exposureTime = positive(raw.other.shutter)
        flashFired = raw.color.flash_used > 0 ? true : nil
        focalLengthIn35mm = positive(Float(raw.lens.FocalLengthIn35mmFormat))
    }
}
