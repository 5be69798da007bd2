/// How large a bracelet's photographed pixel is.
extension ScaleEstimate {
    /// The front is read as half of a circle through the band's middle; the inner length runs round its inside.
    init(_ bracelet: BraceletGeometry, stated: StatedSize?) {
        let round = bracelet.innerGirth
        // Pillows are no circles: the half that is not seen may be a tenth longer or shorter.
        let fit = (bracelet.isLoop ? 0.03 : 0.09) + bracelet.residual
        if case .braceletLength(let length) = stated {
            self.init(millimetresPerPixel: length / round, source: .stated, uncertainty: fit)
        } else {
            // Bracelets sold and the rolls that show them: 165 mm ± 9 % inside.
            self.init(
                millimetresPerPixel: 165 / round, source: .estimated,
                uncertainty: (fit * fit + 0.09 * 0.09).squareRoot())
        }
    }
}

extension BraceletGeometry {
    /// From the inside to the outside, pixels: as the photo shows it, else as most pieces of such a width have it.
    package var depth: Float {
        if let thickness { return min(thickness, 0.4 * radius) }
        return Self.usualDepth(width: width, radius: radius)
    }

    /// Beads are as thick as wide, curbs half as thick; bands and cuffs are flat. A wrist is about 26 mm in radius.
    static func usualDepth(width: Float, radius: Float) -> Float {
        let narrow = 0.22 * radius
        return width < narrow ? 0.75 * width : max(0.07 * radius, 0.75 * narrow - 0.5 * (width - narrow))
    }

    /// Length round the inside, pixels.
    package var innerGirth: Float { 2 * .pi * max(radius - depth / 2, 0.5 * radius) }
}
