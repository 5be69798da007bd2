internal import Anatomy
internal import Appraisal
package import Imaging
internal import Plates

extension WearRequest {
    /// The light of the product's photo, where it is known well enough to follow.
    package var knownLight: LightMix? { piece.light.confidence > 0.35 ? piece.light.value : nil }

    /// Whether the key will stand at the camera's right: the place behind the person is lit from there too.
    package var isLitFromRight: Bool {
        var ear: EarSide?
        if case .earring(let geometry) = piece.geometry { ear = EarringFit(geometry).ear }
        return PortraitLight.isFromRight(PortraitLight.mix(facing: ear, like: knownLight))
    }
}
