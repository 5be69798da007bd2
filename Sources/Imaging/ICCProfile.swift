internal import Foundation

/// What an embedded ICC profile (ICC.1:2022) says, read as far as three-primary and grey profiles need.
///
/// Such profiles (sRGB, Display P3, Adobe RGB, ProPhoto …) are three curves and a matrix, which are evaluated here in
/// floating point. Profiles made of tables (printers, scanners) are left to the colour engine.
struct ICCProfile {
    enum Space { case rgb, grey, other }
    let space: Space
    /// Its name for people.
    let name: String?
    /// From linear device values to linear Rec. 709; `nil` when the profile is made of tables.
    let toRec709: ColourMatrix?
    /// Tone curves of the channels, three or (grey) one; empty when the profile is made of tables.
    let curves: [ToneCurve]

    /// - Returns: `nil` when the bytes are no profile.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 132, bytes.has("acsp", at: 36), let count = bytes.bigEndian32(at: 128), count <= 200
        else { return nil }
        var tags: [UInt32: UnsafeRawBufferPointer] = [:]
        for i in 0..<Int(count) {
            guard let signature = bytes.bigEndian32(at: 132 + 12 * i), let offset = bytes.bigEndian32(at: 136 + 12 * i),
                let size = bytes.bigEndian32(at: 140 + 12 * i), Int(offset) + Int(size) <= bytes.count
            else { continue }
            tags[signature] = UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<Int(offset) + Int(size)])
        }
        func tag(_ name: String) -> UnsafeRawBufferPointer? { tags[name.utf8.reduce(0) { $0 << 8 | UInt32($1) }] }

        name = tag("desc").flatMap(Self.text)
        space = bytes.has("RGB ", at: 16) ? .rgb : bytes.has("GRAY", at: 16) ? .grey : .other
        switch space {
        case .rgb where bytes.has("XYZ ", at: 20):
            let columns = ["rXYZ", "gXYZ", "bXYZ"].compactMap { tag($0).flatMap(Self.colour) }
            let curves = ["rTRC", "gTRC", "bTRC"].compactMap { tag($0).flatMap(ToneCurve.init) }
            if columns.count == 3, curves.count == 3 {
                let m = ColourMatrix.rec709FromConnectionSpace * .columns(columns[0], columns[1], columns[2])
                // Rounding in the profile must not tint white; a profile that means to, keeps its tint.
                let white = m * [1, 1, 1]
                let isWhite = [white.x, white.y, white.z].allSatisfy { abs($0 - 1) < 0.02 }
                (toRec709, self.curves) = (isWhite ? m.whitePreserving : m, curves)
            } else {
                (toRec709, self.curves) = (nil, [])
            }
        case .grey:
            (toRec709, self.curves) = (.identity, tag("kTRC").flatMap(ToneCurve.init).map { [$0] } ?? [])
        default:
            (toRec709, self.curves) = (nil, [])
        }
    }

    /// Whether this is sRGB but for rounding, so that the exact curve serves and codes survive a round trip.
    var isSRGB: Bool {
        guard let m = toRec709, curves.count == 3 else { return false }
        let rows = [m.r - [1, 0, 0], m.g - [0, 1, 0], m.b - [0, 0, 1]]
        guard rows.allSatisfy({ ($0 * $0).sum() < 0.01 * 0.01 }) else { return false }
        return curves.allSatisfy { curve in
            stride(from: 0, through: 255, by: 5).allSatisfy { code in
                let encoded = SRGB.encoded(fromLinear: Float(curve(Double(code) / 255))) * 255
                return abs(encoded - Float(code)) < 0.6
            }
        }
    }

    private static func fixed(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Double? {
        bytes.bigEndian32(at: offset).map { Double(Int32(bitPattern: $0)) / 65536 }
    }

    private static func colour(_ tag: UnsafeRawBufferPointer) -> SIMD3<Double>? {
        guard let x = fixed(tag, 8), let y = fixed(tag, 12), let z = fixed(tag, 16) else { return nil }
        return SIMD3(x, y, z)
    }

    /// A description of version 2 (ASCII) or 4 (UTF-16 in the first language).
    private static func text(_ tag: UnsafeRawBufferPointer) -> String? {
        if tag.has("desc", at: 0), let length = tag.bigEndian32(at: 8), length > 1, 12 + Int(length) <= tag.count {
            return String(decoding: tag[12..<12 + Int(length) - 1], as: UTF8.self)
        }
        if tag.has("mluc", at: 0), let length = tag.bigEndian32(at: 20), let offset = tag.bigEndian32(at: 24),
            Int(offset) + Int(length) <= tag.count
        {
            let units = stride(from: Int(offset), to: Int(offset) + Int(length) - 1, by: 2)
            return String(decoding: units.compactMap { tag.bigEndian16(at: $0) }, as: UTF16.self)
        }
        return nil
    }

    /// A tone curve from a device value to linear light, both 0…1.
    struct ToneCurve {
        private enum Shape {
            case gamma(Double)
            case table([Double])
            /// `parametricCurveType`: function number and its parameters g a b c d e f.
            case parametric([Double])
        }
        private let shape: Shape

        init?(_ tag: UnsafeRawBufferPointer) {
            if tag.has("curv", at: 0), let count = tag.bigEndian32(at: 8), 12 + 2 * Int(count) <= tag.count {
                let values = (0..<Int(count)).compactMap { tag.bigEndian16(at: 12 + 2 * $0) }
                switch count {
                case 0: shape = .gamma(1)
                case 1: shape = .gamma(Double(values[0]) / 256)
                default: shape = .table(values.map { Double($0) / 65535 })
                }
            } else if tag.has("para", at: 0), let function = tag.bigEndian16(at: 8), function <= 4 {
                let p = (0..<[1, 3, 4, 5, 7][Int(function)]).compactMap { ICCProfile.fixed(tag, 12 + 4 * $0) }
                guard p.count == [1, 3, 4, 5, 7][Int(function)] else { return nil }
                // All as function 4: (a x + b)^g + e for x ≥ d, c x + f below.
                switch function {
                case 0: shape = .gamma(p[0])
                case 1: shape = .parametric([p[0], p[1], p[2], 0, p[1] == 0 ? 0 : -p[2] / p[1], 0, 0])
                case 2: shape = .parametric([p[0], p[1], p[2], 0, p[1] == 0 ? 0 : -p[2] / p[1], p[3], p[3]])
                case 3: shape = .parametric([p[0], p[1], p[2], p[3], p[4], 0, 0])
                default: shape = .parametric(p)
                }
            } else {
                return nil
            }
        }

        func callAsFunction(_ x: Double) -> Double {
            switch shape {
            case .gamma(let g): return pow(x, g)
            case .parametric(let p): return x >= p[4] ? pow(max(p[1] * x + p[2], 0), p[0]) + p[5] : p[3] * x + p[6]
            case .table(let t):
                let position = x * Double(t.count - 1)
                let i = min(Int(position), t.count - 2)
                return t[i] + (t[i + 1] - t[i]) * (position - Double(i))
            }
        }

        /// Linear light for every code of 8 or 16 bits, `top` being white.
        func lookup(bits: Int, top: Int) -> [Float] {
            (0..<1 << bits).map { Float(min(max(self(min(Double($0) / Double(top), 1)), 0), 1)) }
        }
    }
}
