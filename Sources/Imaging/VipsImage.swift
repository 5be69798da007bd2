internal import CVips

/// A counted libvips image; lives only inside one call of a codec.
final class VipsImage {
    let handle: OpaquePointer

    private init(_ handle: OpaquePointer) { self.handle = handle }
    deinit { cv_release(handle) }

    /// What libvips said when something failed: its last line, without the names of its parts.
    struct Failure: Error { let reason: String }

    static func failure() -> Failure {
        guard let text = cv_take_error() else { return Failure(reason: "unknown reason") }
        defer { cv_free(text) }
        let lines = String(cString: text).split(separator: "\n")
        let last = lines.last.map(String.init) ?? "unknown reason"
        let parts = last.split(separator: ": ", maxSplits: 1)
        return Failure(reason: String(parts.last ?? ""))
    }

    /// Takes what a shim function returned.
    static func adopting(_ handle: OpaquePointer?) throws(Failure) -> VipsImage {
        guard let handle else { throw failure() }
        return VipsImage(handle)
    }

    /// Reads a header; the bytes must outlive the image.
    static func load(_ bytes: UnsafeRawBufferPointer, _ format: CVFormat) throws(Failure) -> VipsImage {
        guard cv_start() == 0 else { throw failure() }
        return try adopting(cv_load(bytes.baseAddress, bytes.count, format))
    }

    var width: Int { Int(cv_width(handle)) }
    var height: Int { Int(cv_height(handle)) }
    var bands: Int { Int(cv_bands(handle)) }
    var hasAlpha: Bool { cv_has_alpha(handle) != 0 }
    var orientation: Int { Int(cv_orientation(handle)) }
    var sample: CVSample { cv_sample(handle) }
    var space: CVSpace { cv_space(handle) }

    func upright() throws(Failure) -> VipsImage { try Self.adopting(cv_upright(handle)) }
    func as16Bit() throws(Failure) -> VipsImage { try Self.adopting(cv_as_16_bit(handle)) }
    func asSRGB() throws(Failure) -> VipsImage { try Self.adopting(cv_as_srgb(handle)) }
    func asXYZ() throws(Failure) -> VipsImage { try Self.adopting(cv_as_xyz(handle)) }
    func asFloat() throws(Failure) -> VipsImage { try Self.adopting(cv_as_float(handle)) }

    /// Metadata as text.
    func text(_ name: String) -> String? {
        guard let text = cv_text(handle, name) else { return nil }
        defer { cv_free(text) }
        return String(cString: text)
    }

    /// The embedded profile, valid as long as the image.
    var profile: UnsafeRawBufferPointer? {
        var length = 0
        return cv_profile(handle, &length).map { UnsafeRawBufferPointer(start: $0, count: length) }
    }

    /// Decodes everything and lends the interleaved samples.
    func withPixels<R>(_ body: (UnsafeRawBufferPointer) -> R) throws(Failure) -> R {
        var length = 0
        guard let samples = cv_pixels(handle, &length) else { throw Self.failure() }
        defer { cv_free(samples) }
        return body(UnsafeRawBufferPointer(start: samples, count: length))
    }
}
