public import Imaging

/// Something that lifts a piece off its photograph: colour models or trained networks.
public protocol CutoutMethod: Sendable {
    /// - Throws: `Refusal` where the photo is at fault, `InferenceError` where a trained network did not run.
    func cutout(of photo: ImageBuffer<DisplayLinear>, type: PieceType, strokes: Strokes) throws -> Cutout

    /// What the piece is by the method's own judgement; nil where it has none.
    func type(of photo: ImageBuffer<DisplayLinear>) throws -> Estimate<PieceType>?
}

extension CutoutMethod {
    public func type(of photo: ImageBuffer<DisplayLinear>) -> Estimate<PieceType>? { nil }
}
