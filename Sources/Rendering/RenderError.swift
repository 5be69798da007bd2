/// Why a scene cannot be rendered or a picture not denoised.
public enum RenderError: Error, Sendable, Equatable {
    /// A mesh or curve set whose arrays do not fit together; `index` counts in `Scene.surfaces` or `Scene.curves`.
    case invalidGeometry(index: Int, reason: String)
    /// A light that cannot be sampled; `index` counts in `Scene.lights`.
    case invalidLight(index: Int, reason: String)
    /// Settings or a camera without meaning.
    case invalidSettings(String)
    /// The ray tracing kernels refused.
    case kernels(code: Int)
    /// Open Image Denoise refused.
    case denoiser(String)
    /// Buffers of different size where equal ones are needed.
    case sizeMismatch(String)
}
