internal import COpenImageDenoise
public import Imaging

/// Open Image Denoise, guided by what the camera saw first.
public struct Denoiser: Sendable {
    public enum Quality: Sendable { case fast, balanced, high }

    public init() {}

    /// The picture without its noise.
    ///
    /// - Parameters:
    ///   - colour: scene-linear light.
    ///   - albedo: reflectance of the first hit, 0…1.
    ///   - normal: world normal of the first hit, −1…1.
    ///   - prefilter: denoise albedo and normal first and then trust them; otherwise they are taken as they are.
    /// - Throws: `RenderError.sizeMismatch`, `RenderError.denoiser`.
    public func denoise(
        _ colour: ImageBuffer<SceneLinear>, albedo: ImageBuffer<Vector>, normal: ImageBuffer<Vector>,
        quality: Quality = .high, prefilter: Bool = true
    ) throws(RenderError) -> ImageBuffer<SceneLinear> {
        let (w, h) = (colour.width, colour.height)
        guard albedo.width == w, albedo.height == h, normal.width == w, normal.height == h else {
            throw .sizeMismatch("colour, albedo and normal must have one size")
        }
        guard w > 0, h > 0 else { return colour }
        let session = try DenoiserSession()
        var (result, albedo, normal) = (colour, albedo, normal)
        if prefilter {
            try session.run(width: w, height: h, quality: .fast, output: &albedo.pixels, name: "albedo")
            try session.run(width: w, height: h, quality: .fast, output: &normal.pixels, name: "normal")
        }
        try session.run(
            width: w, height: h, quality: quality, output: &result.pixels, name: "color",
            guides: (albedo.pixels, normal.pixels), guidesAreClean: prefilter)
        return result
    }
}

/// A device with its lifetime.
private struct DenoiserSession: ~Copyable {
    private let device: OpaquePointer

    init() throws(RenderError) {
        guard let device = oidnNewDevice(OIDN_DEVICE_TYPE_CPU) else { throw .denoiser("no device") }
        // Threads pinned to cores fight with whatever else the machine does.
        oidnSetDeviceBool(device, "setAffinity", false)
        oidnCommitDevice(device)
        self.device = device
    }

    deinit { oidnReleaseDevice(device) }

    /// Filters `output` in place: the picture itself if guides are given, else a guide.
    func run(
        width: Int, height: Int, quality: Denoiser.Quality, output: inout [Float], name: String,
        guides: ([Float], [Float])? = nil, guidesAreClean: Bool = false
    ) throws(RenderError) {
        guard let filter = oidnNewFilter(device, "RT") else { throw .denoiser("no filter") }
        defer { oidnReleaseFilter(filter) }
        let level =
            switch quality {
            case .fast: OIDN_QUALITY_FAST
            case .balanced: OIDN_QUALITY_BALANCED
            case .high: OIDN_QUALITY_HIGH
            }
        oidnSetFilterInt(filter, "quality", Int32(level.rawValue))
        func attach(_ name: String, _ pixels: UnsafeMutablePointer<Float>) {
            oidnSetSharedFilterImage(filter, name, pixels, OIDN_FORMAT_FLOAT3, width, height, 0, 0, 0)
        }
        func execute() {
            oidnCommitFilter(filter)
            oidnExecuteFilter(filter)
        }
        output.withUnsafeMutableBufferPointer { pixels in
            attach(name, pixels.baseAddress!)
            attach("output", pixels.baseAddress!)
            guard var (albedo, normal) = guides else { return execute() }
            oidnSetFilterBool(filter, "hdr", true)
            oidnSetFilterBool(filter, "cleanAux", guidesAreClean)
            albedo.withUnsafeMutableBufferPointer { a in
                normal.withUnsafeMutableBufferPointer { n in
                    attach("albedo", a.baseAddress!)
                    attach("normal", n.baseAddress!)
                    execute()
                }
            }
        }
        try check()
    }

    private func check() throws(RenderError) {
        var message: UnsafePointer<CChar>?
        let code = oidnGetDeviceError(device, &message)
        if code != OIDN_ERROR_NONE { throw .denoiser(message.map { String(cString: $0) } ?? "error \(code.rawValue)") }
    }
}
