public import Imaging

/// Something that lifts a piece off its photograph: colour models today, a trained network next.
public protocol CutoutMethod: Sendable {
    func cutout(of photo: ImageBuffer<DisplayLinear>, type: PieceType, strokes: Strokes) throws(Refusal) -> Cutout
}
