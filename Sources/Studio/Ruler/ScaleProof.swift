package import Appraisal
internal import Foundation
internal import Geometry
public import Imaging
internal import Wearing

extension PictureMaker.Made {
    /// The picture with a scale in millimetres beside the piece, at its depth, and its chief measures marked: a proof of
    /// its size, to keep beside the picture.
    public func scaleProof() -> ImageBuffer<DisplayLinear> {
        let scale = onModel.fit.scale
        let millimetres = scale.millimetresPerPixel * onModel.fit.placement.minification / onModel.enlargement
        return ScaleProof(
            picture: picture, millimetresPerPixel: millimetres, scale: scale, dimensions: PieceDimension.all(of: self)
        ).drawn()
    }
}

/// A ruler and dimension lines over a picture.
package struct ScaleProof {
    let picture: ImageBuffer<DisplayLinear>
    /// Of the picture at the piece's depth.
    let millimetresPerPixel: Float
    let scale: ScaleEstimate
    let dimensions: [PieceDimension]

    package init(
        picture: ImageBuffer<DisplayLinear>, millimetresPerPixel: Float, scale: ScaleEstimate,
        dimensions: [PieceDimension]
    ) {
        (self.picture, self.millimetresPerPixel) = (picture, millimetresPerPixel)
        (self.scale, self.dimensions) = (scale, dimensions)
    }

    private static let paper = SIMD3<Float>(0.93, 0.925, 0.905)
    private static let ink = SIMD3<Float>(0.014, 0.016, 0.02)
    private static let faint = SIMD3<Float>(0.16, 0.17, 0.18)

    private var size: Vector2 { Vector2(Float(picture.width), Float(picture.height)) }
    /// Height of a capital, pixels.
    private var letter: Float { max(0.0135 * min(size.x * 1.25, size.y), 7) }

    package func drawn() -> ImageBuffer<DisplayLinear> {
        var drawing = LineDrawing(over: picture)
        let ruler = RulerPlace(self)
        draw(ruler, &drawing)
        var labels: [(low: Vector2, high: Vector2)] = [(ruler.low, ruler.high)]
        for (index, dimension) in dimensions.enumerated() {
            draw(dimension, showsCertainty: index == 0, clearOf: &labels, &drawing)
        }
        return drawing.picture
    }

    // MARK: - The ruler

    /// Where the ruler lies: upright at the side that has more room.
    private struct RulerPlace {
        var low, high: Vector2
        var isLeft: Bool
        var lengthMillimetres: Int

        init(_ proof: ScaleProof) {
            let points = proof.dimensions.flatMap { [$0.from, $0.to] }
            let middle =
                points.isEmpty
                ? proof.size / 2 : points.reduce(Vector2.zero, +) / Float(points.count)
            let margin = 0.028 * proof.size.y
            let breadth = 5.2 * proof.letter
            // Whole centimetres, as many as three fifths of the frame hold.
            let room = 0.62 * proof.size.y * proof.millimetresPerPixel
            lengthMillimetres = max(Int(room / 10) * 10, 5)
            let length = Float(lengthMillimetres) / proof.millimetresPerPixel
            isLeft = middle.x > proof.size.x / 2
            let x = isLeft ? margin : proof.size.x - margin - breadth
            let ends = 1.3 * proof.letter
            let top = min(
                max(middle.y - length / 2 - ends, margin), proof.size.y - margin - length - 2 * ends)
            (low, high) = (Vector2(x, top), Vector2(x + breadth, top + length + 2 * ends))
        }
    }

    private func draw(_ ruler: RulerPlace, _ drawing: inout LineDrawing) {
        let radius = 0.5 * letter
        sheet(ruler.low, ruler.high, radius: radius, &drawing)
        let pixels = 1 / millimetresPerPixel
        let step = pixels >= 3.2 ? 1 : 5
        let edge = ruler.isLeft ? ruler.high.x : ruler.low.x
        let inward: Float = ruler.isLeft ? -1 : 1
        let top = ruler.low.y + 1.3 * letter
        var (fine, bold): ([[Vector2]], [[Vector2]]) = ([], [])
        for mark in stride(from: 0, through: ruler.lengthMillimetres, by: step) {
            let y = top + Float(mark) * pixels
            let length: Float = mark % 10 == 0 ? 1.7 : mark % 5 == 0 ? 1.2 : 0.75
            let tick = [Vector2(edge, y), Vector2(edge + inward * length * letter, y)]
            if mark % 10 == 0 { bold.append(tick) } else { fine.append(tick) }
        }
        drawing.stroke(fine, width: max(0.075 * letter, 1), colour: Self.ink, opacity: 0.8)
        drawing.stroke(bold, width: max(0.12 * letter, 1.3), colour: Self.ink)
        // Numbers where they fit, the unit at the first.
        let every = [10, 20, 50].first { Float($0) * pixels > 2.4 * letter } ?? 100
        for mark in stride(from: 0, through: ruler.lengthMillimetres, by: every) {
            let text = mark == 0 ? "mm" : "\(mark)"
            let height = (mark == 0 ? 0.72 : 0.86) * letter
            let width = LineDrawing.width(of: text, height: height)
            let x = edge + inward * 2.2 * letter - (ruler.isLeft ? width : 0)
            let y = top + Float(mark) * pixels + (mark == 0 ? 0.33 : 0.5) * height
            drawing.text(text, at: Vector2(x, y), height: height, colour: mark == 0 ? Self.faint : Self.ink)
        }
    }

    private func sheet(_ low: Vector2, _ high: Vector2, radius: Float, _ drawing: inout LineDrawing) {
        let drop = Vector2(0, 0.18 * letter)
        drawing.plate(
            low + drop, high + drop, radius: radius + 0.3 * letter, colour: .zero, opacity: 0.2, feather: 0.55 * letter)
        drawing.plate(low, high, radius: radius, colour: Self.paper, opacity: 0.9)
    }

    // MARK: - Dimension lines

    private func draw(
        _ dimension: PieceDimension, showsCertainty: Bool, clearOf labels: inout [(low: Vector2, high: Vector2)],
        _ drawing: inout LineDrawing
    ) {
        let offset = dimension.aside * dimension.distance
        let (a, b) = (dimension.from + offset, dimension.to + offset)
        let along = (b - a).normalized
        let over = dimension.aside * (0.7 * letter)
        let gap = dimension.aside * min(0.6 * letter, 0.3 * dimension.distance)
        let helpers = [[dimension.from + gap, a + over], [dimension.to + gap, b + over]]
        let head = 0.75 * letter
        let side = Vector2(-along.y, along.x)
        func arrow(_ tip: Vector2, _ d: Vector2) -> [Vector2] {
            [tip + d * head + side * (0.34 * head), tip, tip + d * head - side * (0.34 * head)]
        }
        // Too short for two arrows inside, they point at it from outside.
        let isShort = (b - a).length < 3 * head
        let lines =
            isShort
            ? [
                [a - along * (2.4 * head), a], [b + along * (2.4 * head), b], arrow(a, along * -1), arrow(b, along),
            ] : [[a, b], arrow(a, along), arrow(b, along * -1)]
        let (thin, line) = (max(0.075 * letter, 1), max(0.125 * letter, 1.4))
        drawing.stroke(helpers, width: thin + 0.16 * letter, colour: .zero, opacity: 0.28)
        drawing.stroke(lines, width: line + 0.2 * letter, colour: .zero, opacity: 0.36)
        drawing.stroke(helpers, width: thin, colour: Self.paper, opacity: 0.85)
        drawing.stroke(lines, width: line, colour: Self.paper)
        label(dimension, showsCertainty: showsCertainty, at: (a + b) / 2 + over, clearOf: &labels, &drawing)
    }

    private func label(
        _ dimension: PieceDimension, showsCertainty: Bool, at anchor: Vector2,
        clearOf labels: inout [(low: Vector2, high: Vector2)], _ drawing: inout LineDrawing
    ) {
        let value = String(format: "%.1f mm", dimension.millimetres)
        let name = dimension.name
        let certainty = certainty(of: dimension)
        let (big, small) = (letter, 0.76 * letter)
        let nameWidth = LineDrawing.width(of: name, height: small)
        let first = LineDrawing.width(of: value, height: big) + 0.9 * big + nameWidth
        let second = showsCertainty ? LineDrawing.width(of: certainty, height: small) : 0
        let pad = Vector2(0.85, 0.75) * letter
        let box = Vector2(max(first, second), showsCertainty ? big + 0.75 * letter + small : big) + pad * 2
        var low = anchor + dimension.aside * (0.5 * letter) - box / 2
        low += dimension.aside * box / 2
        let limit = size - box - Vector2(1, 1) * letter
        low = pointwiseMax(pointwiseMin(low, limit), Vector2(1, 1) * letter)
        for taken in labels
        where low.x < taken.high.x && low.x + box.x > taken.low.x && low.y < taken.high.y
            && low.y + box.y > taken.low.y
        {
            // Below what is there already, or beside the ruler.
            if taken.high.y - taken.low.y > 0.4 * size.y {
                low.x = taken.low.x < size.x / 2 ? taken.high.x + letter : taken.low.x - letter - box.x
            } else {
                low.y = taken.high.y + 0.6 * letter
            }
        }
        labels.append((low, low + box))
        sheet(low, low + box, radius: 0.55 * letter, &drawing)
        let baseline = low + pad + Vector2(0, big)
        drawing.text(value, at: baseline, height: big, colour: Self.ink, weight: 0.14)
        drawing.text(
            name, at: baseline + Vector2(LineDrawing.width(of: value, height: big) + 0.9 * big, 0), height: small,
            colour: Self.faint)
        if showsCertainty {
            drawing.text(
                certainty, at: baseline + Vector2(0, 0.75 * letter + small), height: small, colour: Self.faint)
        }
    }

    private func certainty(of dimension: PieceDimension) -> String {
        let give = dimension.millimetres * scale.uncertainty
        return (scale.source == .stated ? "size stated" : "size estimated")
            + String(format: " · ± %.*f mm", give < 0.95 ? 1 : 0, max(give, 0.1))
    }
}
