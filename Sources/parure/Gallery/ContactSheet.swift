internal import Imaging

/// Rows of photo, cutout and picture on one sheet of grey, to be judged at a glance.
struct ContactSheet {
    struct Entry {
        var name: String
        var outcome: GalleryRecord.Outcome
        var note: String
        /// Photo, cutout, picture; a missing one stays empty.
        var pictures: [ImageBuffer<DisplayLinear>?]
    }

    static let entriesPerSheet = 10
    private static let columns = 2
    private static let tile = 320
    private static let label = 26
    private static let gap = 10

    static func draw(_ entries: [Entry]) -> ImageBuffer<DisplayLinear> {
        let entryWidth = 3 * tile + gap
        let entryHeight = tile + label + gap
        let rows = (entries.count + columns - 1) / columns
        var sheet = ImageBuffer<DisplayLinear>(
            width: columns * entryWidth + gap, height: rows * entryHeight + gap, fill: 0.72)
        for (k, entry) in entries.enumerated() {
            let x = gap + k % columns * entryWidth
            let y = gap + k / columns * entryHeight
            fill(&sheet, x, y, 3 * tile, 4, colour(entry.outcome))
            DotMatrix.write(entry.name, on: &sheet, x: x, y: y + 7, limit: 2 * tile)
            DotMatrix.write(entry.note, on: &sheet, x: x + 2 * tile, y: y + 7, limit: tile)
            for (c, picture) in entry.pictures.enumerated() {
                guard let picture else { continue }
                let small = Thumbnail.make(picture, side: tile - 4)
                paste(small, on: &sheet, x: x + c * tile + (tile - small.width) / 2, y: y + label)
            }
        }
        return sheet
    }

    private static func colour(_ outcome: GalleryRecord.Outcome) -> SIMD3<Float> {
        switch outcome {
        case .given: [0.05, 0.4, 0.08]
        case .refused: [0.75, 0.35, 0.02]
        case .unreadable: [0.3, 0.3, 0.3]
        case .failed, .outOfTime: [0.7, 0.01, 0.01]
        }
    }

    private static func fill(
        _ sheet: inout ImageBuffer<DisplayLinear>, _ x: Int, _ y: Int, _ width: Int, _ height: Int,
        _ colour: SIMD3<Float>
    ) {
        for row in y..<y + height {
            for column in x..<x + width {
                for c in 0..<3 { sheet.pixels[sheet.index(column, row) + c] = colour[c] }
            }
        }
    }

    private static func paste(
        _ picture: ImageBuffer<DisplayLinear>, on sheet: inout ImageBuffer<DisplayLinear>, x: Int, y: Int
    ) {
        for row in 0..<min(picture.height, sheet.height - y) {
            let count = 3 * min(picture.width, sheet.width - x)
            let (from, to) = (picture.index(0, row), sheet.index(x, y + row))
            sheet.pixels.replaceSubrange(to..<to + count, with: picture.pixels[from..<from + count])
        }
    }
}

/// Letters of 5 by 7 dots, for labels on sheets; no font need be installed.
enum DotMatrix {
    /// Columns from left to right, the lowest bit at the top.
    private static let glyphs: [Character: [UInt8]] = [
        "0": [0x3E, 0x51, 0x49, 0x45, 0x3E], "1": [0x00, 0x42, 0x7F, 0x40, 0x00], "2": [0x42, 0x61, 0x51, 0x49, 0x46],
        "3": [0x21, 0x41, 0x45, 0x4B, 0x31], "4": [0x18, 0x14, 0x12, 0x7F, 0x10], "5": [0x27, 0x45, 0x45, 0x45, 0x39],
        "6": [0x3C, 0x4A, 0x49, 0x49, 0x30], "7": [0x01, 0x71, 0x09, 0x05, 0x03], "8": [0x36, 0x49, 0x49, 0x49, 0x36],
        "9": [0x06, 0x49, 0x49, 0x29, 0x1E], "A": [0x7E, 0x11, 0x11, 0x11, 0x7E], "B": [0x7F, 0x49, 0x49, 0x49, 0x36],
        "C": [0x3E, 0x41, 0x41, 0x41, 0x22], "D": [0x7F, 0x41, 0x41, 0x22, 0x1C], "E": [0x7F, 0x49, 0x49, 0x49, 0x41],
        "F": [0x7F, 0x09, 0x09, 0x09, 0x01], "G": [0x3E, 0x41, 0x49, 0x49, 0x7A], "H": [0x7F, 0x08, 0x08, 0x08, 0x7F],
        "I": [0x00, 0x41, 0x7F, 0x41, 0x00], "J": [0x20, 0x40, 0x41, 0x3F, 0x01], "K": [0x7F, 0x08, 0x14, 0x22, 0x41],
        "L": [0x7F, 0x40, 0x40, 0x40, 0x40], "M": [0x7F, 0x02, 0x0C, 0x02, 0x7F], "N": [0x7F, 0x04, 0x08, 0x10, 0x7F],
        "O": [0x3E, 0x41, 0x41, 0x41, 0x3E], "P": [0x7F, 0x09, 0x09, 0x09, 0x06], "Q": [0x3E, 0x41, 0x51, 0x21, 0x5E],
        "R": [0x7F, 0x09, 0x19, 0x29, 0x46], "S": [0x46, 0x49, 0x49, 0x49, 0x31], "T": [0x01, 0x01, 0x7F, 0x01, 0x01],
        "U": [0x3F, 0x40, 0x40, 0x40, 0x3F], "V": [0x1F, 0x20, 0x40, 0x20, 0x1F], "W": [0x3F, 0x40, 0x38, 0x40, 0x3F],
        "X": [0x63, 0x14, 0x08, 0x14, 0x63], "Y": [0x07, 0x08, 0x70, 0x08, 0x07], "Z": [0x61, 0x51, 0x49, 0x45, 0x43],
        "-": [0x08, 0x08, 0x08, 0x08, 0x08], ".": [0x00, 0x60, 0x60, 0x00, 0x00], "_": [0x40, 0x40, 0x40, 0x40, 0x40],
        ":": [0x00, 0x36, 0x36, 0x00, 0x00], "/": [0x20, 0x10, 0x08, 0x04, 0x02], "%": [0x23, 0x13, 0x08, 0x64, 0x62],
        " ": [0x00, 0x00, 0x00, 0x00, 0x00],
    ]

    /// Writes in dark capitals 10 pixels wide and 14 high; what does not fit is left out.
    static func write(_ text: String, on image: inout ImageBuffer<DisplayLinear>, x: Int, y: Int, limit: Int) {
        let (dot, advance) = (2, 12)
        for (k, character) in text.uppercased().enumerated() where (k + 1) * advance <= limit {
            let glyph = glyphs[character] ?? glyphs["-"]!
            for dy in 0..<7 * dot {
                for dx in 0..<5 * dot where glyph[dx / dot] >> UInt8(dy / dot) & 1 == 1 {
                    let (px, py) = (x + k * advance + dx, y + dy)
                    guard px < image.width, py < image.height else { continue }
                    for c in 0..<3 { image.pixels[image.index(px, py) + c] = 0.02 }
                }
            }
        }
    }
}
