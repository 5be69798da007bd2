internal import Foundation
internal import Imaging
internal import Studio

/// Writes pictures as a shop wants them.
struct Exporter {
    let scratch: URL
    let preset: ExportPreset

    /// - Returns: the files, in the order in which a shop should show them.
    func export(_ items: [ExportItem]) throws -> [WrittenFile] {
        var written: [WrittenFile] = []
        var (originals, names) = (Set<URL>(), [String: Int]())
        for item in items {
            if preset.originalFirst, let original = item.original, originals.insert(original).inserted {
                let photo = try PhotoDecoder.decode(contentsOf: original).image
                // The seller's own photograph says nothing of synthesis, and nothing of the place it was taken at.
                // Two products may be called the same.
                let name = "\(ExportItem.safe(item.sku))_photo"
                let number = names[name, default: 0] + 1
                names[name] = number
                written.append(
                    try write(photo, named: number == 1 ? name : "\(name)_\(number)", xmp: nil))
            }
            var picture = try PhotoDecoder.decode(contentsOf: item.picture).image
            if let aspect = preset.aspect { picture = picture.reframed(toAspect: aspect, about: item.box) }
            written.append(
                try write(picture, named: item.fileName, xmp: PictureMetadata.xmp(altText: item.altText)))
        }
        return written
    }

    private func write(
        _ picture: ImageBuffer<DisplayLinear>, named name: String, xmp: String?
    ) throws -> WrittenFile {
        var picture = picture
        if let side = preset.longerSide, max(picture.width, picture.height) > side {
            picture = picture.fitted(within: side)
        }
        let file = "\(preset.id)-\(name).\(preset.format.pathExtension)"
        let options = EncodingOptions(
            format: preset.format, quality: preset.quality, bitDepth: preset.format == .tiff ? 16 : 8,
            xmp: xmp)
        try PhotoEncoder.write(picture, to: scratch.appending(path: file), options: options)
        return WrittenFile(
            file: file, mediaType: preset.format.mediaType, name: "\(name).\(preset.format.pathExtension)")
    }
}

extension ImageBuffer<DisplayLinear> {
    /// The picture in another shape: cut as far as what `box` holds keeps room about it, padded to the rest.
    ///
    /// - Parameter box: x, y, width, height, shares of the picture's; nil allows no cut.
    func reframed(toAspect aspect: Double, about box: [Double]?) -> ImageBuffer {
        let own = Double(width) / Double(max(height, 1))
        guard let box, box.count == 4, aspect > 0, abs(own - aspect) > 0.005 else { return padded(toAspect: aspect) }
        /// From and to along the side that is too long: `wanted` of `whole` pixels, about the piece.
        func cut(_ whole: Int, wanted: Double, _ from: Double, _ extent: Double) -> Range<Int> {
            let (low, high) = (from - 0.12, from + extent + 0.12)
            let (least, most) = (max(low, 0) * Double(whole), min(high, 1) * Double(whole))
            let length = min(max(wanted, most - least), Double(whole))
            // As near to the middle as keeps the piece inside.
            let start = min(max((Double(whole) - length) / 2, most - length), least)
            let first = min(max(Int(start.rounded()), 0), whole - Int(length))
            return first..<first + Int(length)
        }
        let columns = own > aspect ? cut(width, wanted: Double(height) * aspect, box[0], box[2]) : 0..<width
        let rows = own < aspect ? cut(height, wanted: Double(width) / aspect, box[1], box[3]) : 0..<height
        return cropped(x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
            .padded(toAspect: aspect)
    }

    /// The picture on a ground of the mean colour of its own edge, as wide for its height as asked.
    func padded(toAspect aspect: Double) -> ImageBuffer {
        let own = Double(width) / Double(max(height, 1))
        guard aspect > 0, abs(own - aspect) > 0.005, width > 0, height > 0 else { return self }
        let (w, h) =
            own < aspect
            ? (Int((Double(height) * aspect).rounded()), height) : (width, Int((Double(width) / aspect).rounded()))
        let ground = edgeColour
        var out = ImageBuffer(width: w, height: h)
        for i in 0..<w * h { for c in 0..<3 { out.pixels[3 * i + c] = ground[c] } }
        let (x0, y0) = ((w - width) / 2, (h - height) / 2)
        for y in 0..<height {
            let (from, to) = (index(0, y), out.index(x0, y + y0))
            for i in 0..<3 * width { out.pixels[to + i] = pixels[from + i] }
        }
        return out
    }

    private var edgeColour: SIMD3<Float> {
        var (sum, count) = (SIMD3<Float>.zero, Float(0))
        for y in 0..<height {
            for x in y == 0 || y == height - 1 ? Array(0..<width) : [0, width - 1] {
                sum += rgb(x, y)
                count += 1
            }
        }
        return sum / max(count, 1)
    }
}
