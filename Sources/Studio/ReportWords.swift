internal import Appraisal
internal import Foundation
internal import Geometry
public import Imaging
internal import Rendering
public import Wearing

extension WearReport {
    /// The numbers as a seller would want them said.
    package var sentences: [String] {
        func percent(_ share: Double, _ digits: Int = 0) -> String { String(format: "%.\(digits)f %%", 100 * share) }
        var sentences: [String] = []
        let colour = product.colourDifference
        if colour.mean.value.isFinite {
            let verdict =
                switch (colour.mean.value, colour.p99.value) {
                case (..<1, ..<2): "too little to be seen"
                case (..<1, _): "too little to be seen but in single pixels"
                default: "which can be seen"
                }
            sentences.append(
                String(
                    format: "The piece's colour is off by %.2f ΔE2000 on average and %.2f at worst (99 %%), ",
                    colour.mean.value, colour.p99.value) + verdict + ".")
        }
        if product.mirrorsSkin == true {
            sentences.append(
                "Its metal mirrors skin near its edge instead of its stand, as you asked: that is part of it.")
        }
        if let gains = photo?.gains {
            sentences.append(
                String(
                    format:
                        "The whole photo was corrected first, as you accepted: red × %.2f, green × %.2f, blue × %.2f. Its colours are compared after that.",
                    gains[0], gains[1], gains[2]))
        }
        if product.detailRetained.value.isFinite {
            sentences.append("It keeps \(percent(product.detailRetained.value)) of its detail at this size.")
        }
        sentences.append(
            scale.source == .stated
                ? "It has the size that you stated, within \(percent(Double(scale.uncertainty), 1))."
                : "Its size is estimated and may be wrong by \(percent(Double(scale.uncertainty)))."
        )
        if product.maxStretch.value > 0.001 {
            sentences.append("It was bent, and stretched by at most \(percent(product.maxStretch.value, 1)).")
        } else {
            sentences.append("Nothing of it was stretched.")
        }
        if product.continuedFraction.value > 0.005 {
            sentences.append(
                "\(percent(product.continuedFraction.value)) of what is seen repeats its own pattern, where the photo showed nothing."
            )
        }
        if product.hiddenFraction.value > 0.005 {
            sentences.append("\(percent(product.hiddenFraction.value)) of what the photo shows lies behind the person.")
        }
        let gap = contact.gapMillimetres
        if gap.median.value.isFinite {
            sentences.append(
                String(format: "It lies %.1f mm off the skin at the middle of its contact.", gap.median.value))
        }
        if let camera {
            let told =
                switch camera.source {
                case .lens: "as the focal length in its file tells"
                case .focus: "as its camera noted"
                case .perspective: "as its band's perspective and habit tell"
                case .usual: "a usual distance, since nothing in the photo tells"
                }
            sentences.append(
                String(format: "The camera stands %.0f cm away, ", camera.millimetres / 10) + told + ".")
        }
        if let photo { sentences += self.sentences(of: photo) }
        if let look {
            sentences.append("Look: \(look.backdrop) backdrop, \(look.light) light, \(look.crop) crop.")
        }
        if let nudge { sentences.append(nudge.sentence(for: type)) }
        return sentences
    }

    /// What the person took over from the photo.
    private func sentences(of photo: Photo) -> [String] {
        var traits: [String] = []
        if photo.edgeSpread.value.isFinite {
            traits.append(String(format: "the blur of its edges (%.1f pixels)", photo.edgeSpread.value))
        }
        if photo.overshoot.value > 0.01 {
            traits.append(String(format: "its sharpening halo (%.0f %%)", 100 * photo.overshoot.value))
        }
        if let jpeg = photo.compression, jpeg.quality < 93 {
            traits.append("the texture of its JPEG (quality \(jpeg.quality))")
        }
        if photo.grain.value > 5e-4 { traits.append("its grain") }
        guard let last = traits.popLast() else { return [] }
        let list = traits.isEmpty ? last : traits.joined(separator: ", ") + " and " + last
        return ["The person was given what the photo has: \(list)."]
    }
}

extension PictureMaker.Made {
    /// Where the piece meets the person, in the finished picture; what lies outside the frame is left out.
    var connections: [WearReport.Connection] {
        let fit = onModel.fit
        return fit.connections.compactMap { connection in
            let seen = fit.camera.project(connection.point)
            let p = seen.pixel * onModel.enlargement
            guard seen.depth > 0, p.x >= 0, p.y >= 0, p.x < Float(picture.width), p.y < Float(picture.height) else {
                return nil
            }
            // A hand's breadth less would show no context, more no contact.
            let millimetre = fit.camera.focalLengthPixels / seen.depth * onModel.enlargement
            return WearReport.Connection(
                kind: connection.kind, x: Int(p.x), y: Int(p.y), reach: max(Int(14 * millimetre), 16))
        }
    }
}

extension PictureMaker.Made {
    /// Where a hand takes hold of the piece, in shares of the picture.
    var handle: WearReport.Handle? {
        guard let handle = onModel.fit.handle else { return nil }
        let camera = onModel.fit.camera
        let held = camera.project(handle.point)
        let millimetre = camera.focalLengthPixels / held.depth
        func way(_ direction: Vector3) -> [Double] {
            let step = (camera.project(handle.point + direction).pixel - held.pixel) / millimetre
            return [Double(step.x), Double(step.y)]
        }
        return WearReport.Handle(
            x: Double(held.pixel.x / Float(camera.width)), y: Double(held.pixel.y / Float(camera.height)),
            millimetre: Double(millimetre / Float(camera.width)), slide: way(handle.slide),
            drop: handle.drop.map(way))
    }

    /// What the piece takes up of the picture, shares of its width and height.
    var box: [Double]? {
        let coverage = onModel.coverage
        return coverage.bounds(above: 0.1).map {
            PhotoReading.box($0, width: coverage.width, height: coverage.height)
        }
    }

    /// The piece alone where it lies in the picture, transparent about it.
    package var worn: ImageBuffer<DisplayLinearAlpha> {
        let (layer, coverage) = (onModel.layer, onModel.coverage)
        var picture = ImageBuffer<DisplayLinearAlpha>(width: coverage.width, height: coverage.height)
        for y in 0..<layer.window.height {
            for x in 0..<layer.window.width {
                let (u, v) = (x + layer.window.x, y + layer.window.y)
                let (from, to) = (3 * (y * layer.window.width + x), picture.index(u, v))
                for c in 0..<3 { picture.pixels[to + c] = layer.colour.pixels[from + c] }
                picture.pixels[to + 3] = coverage.value(u, v)
            }
        }
        return picture
    }
}

extension WearReport.Connection {
    /// The part of a picture that shows it, as much of the square as lies inside.
    public func crop(of picture: ImageBuffer<DisplayLinear>) -> ImageBuffer<DisplayLinear> {
        let (x0, y0) = (max(x - reach, 0), max(y - reach, 0))
        let (x1, y1) = (min(x + reach, picture.width), min(y + reach, picture.height))
        return picture.cropped(x: x0, y: y0, width: max(x1 - x0, 1), height: max(y1 - y0, 1))
    }
}

extension Nudge {
    /// What was moved, for people.
    func sentence(for type: PieceType) -> String {
        func millimetres(_ value: Float) -> String { String(format: "%g mm", abs(value)) }
        var moves: [String] = []
        if slide != 0 {
            let (ahead, back) =
                switch type {
                case .necklace: ("to the picture's right", "to the picture's left")
                case .ring: ("to the fingertip", "to the knuckle")
                case .bracelet: ("to the hand", "to the elbow")
                case .earring: ("to the face", "to the nape")
                }
            moves.append("\(millimetres(slide)) \(slide > 0 ? ahead : back)")
        }
        if drop != 0 { moves.append("\(millimetres(drop)) \(drop > 0 ? "lower" : "higher")") }
        if turn != 0 {
            moves.append(String(format: "turned by %g° ", abs(turn)) + (turn > 0 ? "clockwise" : "counter-clockwise"))
        }
        if scale != 1 {
            moves.append(String(format: "made %.0f %% ", 100 * abs(scale - 1)) + (scale > 1 ? "larger" : "smaller"))
        }
        return "Moved by hand: \(moves.joined(separator: ", "))."
    }
}
