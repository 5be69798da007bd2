internal import Foundation
internal import Geometry
internal import Imaging

/// What the photo check measures on a piece.
struct PhotoMeasures {
    let type: PieceType
    let bounds: PixelRectangle
    let photoWidth, photoHeight: Int
    /// Pixels over which the piece's sharpest edges spread.
    let edgeSpread: Float
    /// Share of the piece's pixels that are display white.
    let blownShare: Float
    /// Share of the photo's border that the piece touches where it should not, of the piece's own size.
    let cutShare: Float
    /// Share of the piece's bounding box enclosed by it all round.
    let enclosedShare: Float
    let touchesEdge: Bool

    init(photo: ImageBuffer<DisplayLinear>, cutout: Cutout, type: PieceType) {
        self.type = type
        (photoWidth, photoHeight) = (photo.width, photo.height)
        let alpha = cutout.alpha
        let solid = Raster(width: photo.width, height: photo.height, cells: alpha.pixels.map { $0 > 0.5 })
        let box = solid.bounds ?? PixelRectangle(x0: 0, y0: 0, x1: 1, y1: 1)
        bounds = box
        var (inside, blown) = (Float(0), Float(0))
        for i in alpha.pixels.indices where alpha.pixels[i] > 0.9 {
            inside += 1
            let p = 3 * i
            // Encoded 252 of 255 in every channel.
            if min(photo.pixels[p], photo.pixels[p + 1], photo.pixels[p + 2]) > 0.974 { blown += 1 }
        }
        blownShare = blown / max(inside, 1)
        edgeSpread = PhotoMeasures.edgeSpread(photo, solid, box)
        let cut = PhotoMeasures.edgeContact(solid, type)
        cutShare = Float(cut.bad) / Float(max(1, max(box.width, box.height)))
        touchesEdge = cut.any
        enclosedShare = PhotoMeasures.enclosedShare(alpha, box)
    }

    /// Contrast over steepest slope of the crispest quarter of the piece's edges, pixels.
    private static func edgeSpread(
        _ photo: ImageBuffer<DisplayLinear>, _ solid: Raster<Bool>, _ box: PixelRectangle
    ) -> Float {
        let r = 4
        var spreads: [Float] = []
        let step = max(1, Int((Float(box.width * box.height) / 250_000).squareRoot()))
        func encoded(_ x: Int, _ y: Int) -> Float { sqrtf(max(0, luminance(photo.rgb(x, y)))) }
        for y in stride(from: max(r, box.y0), to: min(photo.height - r, box.y1), by: step) {
            for x in stride(from: max(r, box.x0), to: min(photo.width - r, box.x1), by: step) where solid[x, y] {
                let gx = encoded(x + 1, y) - encoded(x - 1, y)
                let gy = encoded(x, y + 1) - encoded(x, y - 1)
                let slope = max(abs(gx), abs(gy)) / 2
                guard slope > 0.02 else { continue }
                // Contrast along the gradient.
                let (dx, dy) = abs(gx) > abs(gy) ? (1, 0) : (0, 1)
                var (low, high) = (Float.infinity, -Float.infinity)
                for k in -r...r {
                    let v = encoded(x + k * dx, y + k * dy)
                    (low, high) = (min(low, v), max(high, v))
                }
                guard high - low > 0.12 else { continue }
                spreads.append((high - low) / slope)
            }
        }
        guard spreads.count > 30 else { return 2 * Float(r) }
        spreads.sort()
        return spreads[spreads.count / 8]
    }

    /// Pixels of the piece on the photo's border: all, and those where it is cut off wrongly.
    private static func edgeContact(_ solid: Raster<Bool>, _ type: PieceType) -> (bad: Int, any: Bool) {
        let (w, h) = (solid.width, solid.height)
        var (bad, all) = (0, 0)
        for x in 0..<w {
            if solid[x, h - 1] { (bad, all) = (bad + 1, all + 1) }
            // A necklace may leave through the top, where a neck goes on.
            if solid[x, 0] { (bad, all) = (bad + (type == .necklace ? 0 : 1), all + 1) }
        }
        for y in 0..<h {
            // A necklace's upper half may leave at the sides.
            let fine = type == .necklace && y < h / 2
            for x in [0, w - 1] where solid[x, y] { (bad, all) = (bad + (fine ? 0 : 1), all + 1) }
        }
        return (bad, all > 0)
    }

    /// Area that cannot be reached from outside without crossing the piece, of its bounding box.
    private static func enclosedShare(_ alpha: ImageBuffer<Coverage>, _ box: PixelRectangle) -> Float {
        let scale = max(1, max(box.width, box.height) / 200)
        let (w, h) = (box.width / scale + 3, box.height / scale + 3)
        var wall = Raster(width: w, height: h, fill: false)
        for y in box.y0..<box.y1 {
            for x in box.x0..<box.x1 where alpha.value(x, y) > 0.3 {
                wall[(x - box.x0) / scale + 1, (y - box.y0) / scale + 1] = true
            }
        }
        wall = wall.dilated(by: 2)
        // The frame around the box is outside.
        let open = Raster(width: w, height: h, cells: wall.cells.map { !$0 })
        let (labels, count) = open.connectedGroups()
        guard count > 0 else { return 0 }
        var outside = Set<Int32>()
        for x in 0..<w { outside.formUnion([labels[x, 0], labels[x, h - 1]]) }
        for y in 0..<h { outside.formUnion([labels[0, y], labels[w - 1, y]]) }
        var areas = [Int32: Int]()
        for l in labels.cells where l > 0 && !outside.contains(l) { areas[l, default: 0] += 1 }
        return Float(areas.values.max() ?? 0) / Float(w * h)
    }
}

extension PhotoMeasures {
    private var region: Region {
        Region(x: bounds.x0, y: bounds.y0, width: bounds.width, height: bounds.height)
    }

    /// Everything worth telling, the gravest first.
    func findings(tone: PhotoTone) -> [Finding] {
        let all = [tooSmall, blurred, cutOff, flatLay, blownHighlights, colourCast(tone)].compactMap { $0 }
        func rank(_ f: Finding) -> Int { f.severity == .refuse ? 0 : f.severity == .warning ? 1 : 2 }
        return all.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
    }

    private var tooSmall: Finding? {
        let side = max(bounds.width, bounds.height)
        // Pixels that a 1K picture shows of the piece at least, and those below which nothing can be seen.
        let (least, fine) = type == .ring || type == .earring ? (70, 200) : (160, 450)
        let share = Float(side) / Float(max(photoWidth, photoHeight))
        if side < fine {
            return Finding(
                .tooSmall, side < least ? .refuse : .warning,
                message: "The piece is only \(side) pixels across.",
                fix: share < 0.4
                    ? "Move closer until the piece fills most of the frame."
                    : "Upload the original photo instead of a reduced copy.", region: region)
        }
        guard share < 0.15 else { return nil }
        return Finding(
            .tooSmall, .advice, message: "The piece fills little of the frame.",
            fix: "Move closer until the piece fills most of the frame.", region: region)
    }

    private var blurred: Finding? {
        // What counts is how much is resolved on the piece, not the number of pixels.
        let resolved = Float(max(bounds.width, bounds.height)) / max(edgeSpread, 1)
        let (least, fine): (Float, Float) = type == .ring || type == .earring ? (14, 32) : (30, 70)
        guard edgeSpread > 2.6, resolved < fine || edgeSpread > 5.5 else { return nil }
        return Finding(
            .blurred, resolved < least ? .refuse : .warning, message: "The piece is not sharp.",
            fix: "Tap on the piece to focus, rest the camera on something, and keep a hand's width more distance.",
            region: region)
    }

    private var cutOff: Finding? {
        guard cutShare > 0.02 else { return nil }
        // A necklace may go on past the edge; a ring that seems to is cut out together with its stand.
        let grave: Finding.Severity = type == .ring ? .refuse : .warning
        return Finding(
            .cutOff, cutShare > 0.25 ? grave : .advice, message: "The photo's edge cuts the piece off.",
            fix: type == .ring
                ? "Leave some room around the whole ring, and mark what it sits on with remove strokes."
                : "Leave some room around the whole piece.",
            region: region)
    }

    private var flatLay: Finding? {
        guard type == .necklace, !touchesEdge, enclosedShare > 0.3 else { return nil }
        return Finding(
            .flatLay, .warning, message: "The necklace seems to lie flat, closed on itself.",
            fix: "Hang it on a bust or a stand so that it falls as it is worn.", region: region)
    }

    private var blownHighlights: Finding? {
        guard blownShare > 0.06 else { return nil }
        return Finding(
            .blownHighlights, blownShare > 0.2 ? .warning : .advice,
            message: "\(Int(blownShare * 100)) % of the piece is burnt out to white.",
            fix: "Expose a stop darker, or soften the light with a white cloth.", region: region)
    }

    private func colourCast(_ tone: PhotoTone) -> Finding? {
        guard tone.tellsWhite else { return nil }
        let lab = labColour(tone.illuminant * 0.5)
        let chroma = hypotf(lab.y, lab.z)
        guard chroma > 5 else { return nil }
        let hue = atan2f(lab.z, lab.y) * 180 / .pi
        let name =
            switch hue {
            case -30..<30: "pink"
            case 30..<105: "yellow"
            case 105..<200: "green"
            case -120..<(-60): "blue"
            case -60..<(-30): "purple"
            default: "blue-green"
            }
        return Finding(
            .colourCast, chroma > 12 ? .warning : .advice, message: "The photo has a \(name) cast.",
            fix: "Accept the offered white balance, or switch off other lamps and photograph in one kind of light.")
    }
}
