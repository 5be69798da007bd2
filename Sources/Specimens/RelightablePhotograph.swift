package import Appraisal
package import Foundation
package import Imaging
import Rendering

/// A product photograph under each light group alone, so that any light can be mixed from one render.
///
/// The reading of light is trained on it: a thousand mixes of one scene differ by their light and by nothing else.
package struct RelightablePhotograph: Sendable {
    /// What each group at gain 1 contributes.
    package var layers: [LightGroup: ImageBuffer<SceneLinear>]
    package var alpha: ImageBuffer<Coverage>
    package var type: PieceType
    /// Contrast of the photographer's view.
    package var contrast: Float

    /// Writes the layers and `alpha` into one file of half floats, whole or not at all.
    package func write(to file: URL) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let lights = LightGroup.allCases.compactMap { group in
            layers[group].map { FloatImageFile.Layer("\(group)", $0) }
        }
        try FloatImageFile.write(
            lights + [.init("alpha", alpha)], attributes: ["type": "\(type)", "contrast": "\(contrast)"], to: file)
    }
}

extension LayeredShot {
    /// Renders every light group, whatever the shot's own mix.
    package func takeRelightable() async throws -> RelightablePhotograph {
        var shot = self
        shot.mix = LightMix(Dictionary(uniqueKeysWithValues: LightGroup.allCases.map { ($0, .init(repeating: 0.5)) }))
        let film = try await shot.wholeFilm()
        let denoiser = Denoiser()
        let layers = try film.layers.mapValues {
            try denoiser.denoise($0, albedo: film.albedo, normal: film.normal, quality: .balanced, prefilter: false)
        }
        return RelightablePhotograph(
            layers: layers, alpha: try await shot.wholeAlpha(), type: staging.jewel.type, contrast: contrast)
    }
}
