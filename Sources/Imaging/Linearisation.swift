// From stored samples to linear light: which curve and which matrix a file asks for, and the loop that applies them.
internal import CVips

extension PhotoDecoder {
    /// Decodes an upright image into linear Rec. 709 and alpha.
    ///
    /// - Parameter signalled: from the primaries that an ISO file signals without a profile; nil means Rec. 709.
    static func linearLayers(
        of image: VipsImage, signalled: ColourMatrix?
    ) throws(VipsImage.Failure) -> Layers {
        if image.sample == CVSampleFloat, image.space != CVSpaceOther {
            // Float TIFFs hold linear light already.
            return try layers(of: image, from: .float(matrix: .identity))
        }
        if image.sample == CVSampleOther { return try linearLayers(of: image.as16Bit(), signalled: signalled) }

        let bits = image.sample == CVSample16 ? 16 : 8
        let top = fullScale(of: image, bits: bits)
        let profile = image.profile.flatMap { ICCProfile($0) }
        switch (image.space, profile) {
        case (CVSpaceRGB, let profile?) where profile.isSRGB:
            return try layers(of: image, from: .codes([sRGBLookup(bits: bits, top: top)], matrix: .identity))
        case (CVSpaceRGB, let profile?) where profile.space == .rgb:
            guard let matrix = profile.toRec709 else { return try throughColourEngine(image, bits: bits) }
            return try layers(
                of: image, from: .codes(profile.curves.map { $0.lookup(bits: bits, top: top) }, matrix: matrix))
        case (CVSpaceGrey, let profile?) where profile.space == .grey && profile.curves.count == 1:
            return try layers(
                of: image, from: .codes([profile.curves[0].lookup(bits: bits, top: top)], matrix: .identity))
        case (CVSpaceRGB, _), (CVSpaceGrey, _):
            // No profile, or one that belongs to another kind of picture.
            return try layers(
                of: image, from: .codes([sRGBLookup(bits: bits, top: top)], matrix: signalled ?? .identity))
        case (CVSpaceCMYK, _):
            return try throughColourEngine(image, bits: bits)
        default:
            return try layers(of: image.asSRGB(), from: .codes([sRGBLookup(bits: 8, top: 255)], matrix: .identity))
        }
    }

    /// Profiles made of tables. The engine scales the connection space's D50 to D65 channel by channel; that is undone
    /// and adapted properly.
    private static func throughColourEngine(_ image: VipsImage, bits: Int) throws(VipsImage.Failure) -> Layers {
        let undo = ColourMatrix.diagonal(ColourMatrix.whiteD50 / ColourMatrix.whiteD65)
        let matrix = (ColourMatrix.rec709FromConnectionSpace * undo).scaled(by: 0.01)
        return try layers(of: image.asXYZ().asFloat(), from: .float(matrix: matrix), alphaScale: bits)
    }

    private static func sRGBLookup(bits: Int, top: Int) -> [Float] {
        (0..<1 << bits).map { SRGB.linear(fromEncoded: min(Float($0) / Float(top), 1)) }
    }

    /// The code of white: HEIC and AVIF of 10 and 12 bits come shifted up, so their white falls short of 65 535.
    private static func fullScale(of image: VipsImage, bits: Int) -> Int {
        guard bits == 16, let stored = image.text("heif-bitdepth").flatMap({ Int($0) }), (9..<16).contains(stored)
        else { return (1 << bits) - 1 }
        return ((1 << stored) - 1) << (16 - stored)
    }

    /// How samples become linear light before the matrix.
    private enum Source {
        /// Integer codes looked up in one table a channel, or one for all.
        case codes([[Float]], matrix: ColourMatrix)
        case float(matrix: ColourMatrix)
    }

    private static func layers(
        of image: VipsImage, from source: Source, alphaScale bits: Int = 0
    ) throws(VipsImage.Failure) -> Layers {
        let (width, height, bands) = (image.width, image.height, image.bands)
        let count = width * height
        let hasAlpha = bands == 2 || bands == 4 || image.hasAlpha
        let colours = bands >= 3 ? 3 : 1
        let is8Bit = image.sample == CVSample8
        return try image.withPixels { samples in
            var layers = Layers(colour: ImageBuffer(width: width, height: height))
            layers.colour.pixels.withUnsafeMutableBufferPointer { out in
                switch source {
                case .codes(let tables, let matrix):
                    let tables = (0..<3).map { tables[min($0, tables.count - 1)] }
                    if is8Bit {
                        look(up: samples.bindMemory(to: UInt8.self), bands, colours, tables, out, count)
                    } else {
                        look(up: samples.bindMemory(to: UInt16.self), bands, colours, tables, out, count)
                    }
                    apply(matrix, to: out)
                case .float(let matrix):
                    let values = samples.bindMemory(to: Float.self)
                    for i in 0..<count {
                        for c in 0..<3 {
                            let v = values[i * bands + min(c, colours - 1)]
                            out[3 * i + c] = v.isFinite ? v : 0
                        }
                    }
                    apply(matrix, to: out)
                }
            }
            guard hasAlpha else { return layers }
            var alpha = ImageBuffer<Coverage>(width: width, height: height)
            for i in 0..<count {
                let at = i * bands + colours
                let a: Float
                switch source {
                case .codes where is8Bit: a = Float(samples[at]) / 255
                case .codes: a = Float(samples.load(fromByteOffset: 2 * at, as: UInt16.self)) / 65535
                case .float:
                    let full: Float = bits == 8 ? 255 : bits == 16 ? 65535 : 1
                    a = samples.load(fromByteOffset: 4 * at, as: Float.self) / full
                }
                alpha.pixels[i] = min(max(a, 0), 1)
            }
            layers.alpha = alpha
            return layers
        }
    }

    private static func look<Code: FixedWidthInteger & UnsignedInteger>(
        up codes: UnsafeBufferPointer<Code>, _ bands: Int, _ colours: Int, _ tables: [[Float]],
        _ out: UnsafeMutableBufferPointer<Float>, _ count: Int
    ) {
        let (second, third) = (min(1, colours - 1), min(2, colours - 1))
        tables[0].withUnsafeBufferPointer { r in
            tables[1].withUnsafeBufferPointer { g in
                tables[2].withUnsafeBufferPointer { b in
                    for i in 0..<count {
                        let at = i * bands
                        out[3 * i] = r[Int(codes[at])]
                        out[3 * i + 1] = g[Int(codes[at + second])]
                        out[3 * i + 2] = b[Int(codes[at + third])]
                    }
                }
            }
        }
    }

    /// Multiplies every colour and clips what falls below zero.
    private static func apply(_ matrix: ColourMatrix, to pixels: UnsafeMutableBufferPointer<Float>) {
        guard matrix != .identity else { return }
        let (r, g, b) = (SIMD3<Float>(matrix.r), SIMD3<Float>(matrix.g), SIMD3<Float>(matrix.b))
        for i in stride(from: 0, to: pixels.count, by: 3) {
            let (x, y, z) = (pixels[i], pixels[i + 1], pixels[i + 2])
            pixels[i] = max(r.x * x + r.y * y + r.z * z, 0)
            pixels[i + 1] = max(g.x * x + g.y * y + g.z * z, 0)
            pixels[i + 2] = max(b.x * x + b.y * y + b.z * z, 0)
        }
    }
}

extension ColourMatrix {
    func scaled(by s: Double) -> ColourMatrix { ColourMatrix(r: r * s, g: g * s, b: b * s) }
}
