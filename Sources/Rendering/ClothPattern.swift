internal import Foundation
public import Geometry

/// A second colour in a cloth, woven or printed, over the mesh's uv in millimetres.
public struct ClothPattern: Sendable, Codable, Hashable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Lines along the cloth, fine on a shirt.
        case stripes
        /// Bands across the cloth, as sailors' jumpers have.
        case bands
        /// Fibres of two colours spun together.
        case melange
        /// Small flowers, strewn.
        case sprigs
    }
    public var kind: Kind
    /// Linear.
    public var accent: Vector3
    /// Of one repeat, millimetres; of melange, the length of its fibres.
    public var repeatMillimetres: Float

    public init(_ kind: Kind, accent: Vector3, repeatMillimetres: Float) {
        (self.kind, self.accent, self.repeatMillimetres) = (kind, accent, repeatMillimetres)
    }

    /// The cloth's colour at a place.
    ///
    /// - Parameter footprint: width of a pixel on the cloth, millimetres; no edge is sharper.
    package func colour(at uv: Vector2, base: Vector3, footprint: Float, seed: UInt32) -> Vector3 {
        let soft = max(0.12, 0.5 * footprint)
        let period = repeatMillimetres
        return switch kind {
        case .stripes: mix(base, accent, line(uv.x, period, half: 0.22 * period, soft))
        case .bands: mix(base, accent, line(uv.y, period, half: 0.24 * period, soft))
        case .melange: mix(base, accent, melange(uv, footprint: footprint, seed: seed))
        case .sprigs: sprig(at: uv, base: base, soft: soft, seed: seed)
        }
    }

    /// How much of a line covers a place: lines lie `period` apart.
    private func line(_ x: Float, _ period: Float, half: Float, _ soft: Float) -> Float {
        let d = abs(x - (x / period).rounded() * period)
        return 1 - smoothstep(half - soft, half + soft, d)
    }

    /// Fibres lie along the yarn, both ways, and are seen as clouds from afar.
    private func melange(_ uv: Vector2, footprint: Float, seed: UInt32) -> Float {
        func fibres(_ along: Float, _ across: Float, _ width: Float, _ k: Float) -> Float {
            valueNoise(Vector3(along / repeatMillimetres, across / width, k), seed: seed &+ 41)
        }
        let near = 1 - smoothstep(0.3, 1.1, footprint)
        let fine = fibres(uv.x, uv.y, 0.32, 0.5) + fibres(uv.y, uv.x, 0.32, 3.5)
        let broad = fibres(uv.x, uv.y, 1.4, 6.5) + fibres(uv.y, uv.x, 1.4, 9.5)
        return min(max(0.36 + 0.34 * near * fine + 0.16 * broad, 0), 1)
    }

    /// A flower of five petals with a light heart and two leaves in every other cell, turned and shifted at random.
    private func sprig(at uv: Vector2, base: Vector3, soft: Float, seed: UInt32) -> Vector3 {
        let home = (uv / repeatMillimetres).rounded(.down)
        var colour = base
        for dy in -1...1 {
            for dx in -1...1 {
                let cell = home + Vector2(Float(dx), Float(dy))
                func chance(_ k: Float) -> Float {
                    0.5 + 0.5 * valueNoise(Vector3(cell.x, cell.y, k), seed: seed &+ 43)
                }
                guard chance(1) > 0.34 else { continue }
                let centre = (cell + Vector2(chance(2), chance(3))) * repeatMillimetres
                let d = uv - centre
                let size = repeatMillimetres * (0.13 + 0.08 * chance(4))
                guard d.length < 3 * size else { continue }
                let angle = atan2(d.y, d.x) + 6.3 * chance(5)
                let petals = size * (0.72 + 0.28 * cos(5 * angle))
                let leaf = 2.1 * size * max(cos(2 * angle + 1), 0) * max(cos(angle + 0.5), 0)
                let green = mix(accent, Vector3(0.09, 0.12, 0.05), 0.7)
                colour = mix(colour, green, 0.9 * (1 - smoothstep(leaf - soft, leaf + soft, d.length)))
                colour = mix(colour, accent, 1 - smoothstep(petals - soft, petals + soft, d.length))
                let heart = mix(accent, Vector3(0.7, 0.5, 0.2), 0.6)
                colour = mix(colour, heart, 1 - smoothstep(0.26 * size - soft, 0.26 * size + soft, d.length))
            }
        }
        return colour
    }
}
