public import Appraisal
public import Geometry
internal import Glibc
public import Rendering

/// A procedural bracelet round a bolster, whose axis is x.
public struct BraceletSpecimen: Sendable {
    public enum Kind: Sendable, Hashable {
        /// Curb links of a width, millimetres.
        case curb(width: Float)
        /// Brilliants in prongs, millimetres across.
        case tennis(stone: Float)
        /// Pearls, millimetres across.
        case pearls(diameter: Float)
        /// A round wire, millimetres across.
        case bangle(wire: Float)
        /// A flat band, millimetres wide.
        case cuff(width: Float)
    }

    public var kind: Kind
    public var metal: Metal
    /// Length round the inside, millimetres: the bolster's girth.
    public var innerLength: Float
    /// How far its plane leans from square to the bolster, degrees.
    public var lean: Float

    public init(kind: Kind, metal: Metal, innerLength: Float = 165, lean: Float = 0) {
        (self.kind, self.metal, self.innerLength, self.lean) = (kind, metal, innerLength, lean)
    }

    /// Unit, square to the bracelet's plane.
    public var axis: Vector3 {
        let a = lean * .pi / 180
        return [cos(a), 0, -sin(a)]
    }

    /// Radius of the bolster, millimetres.
    public var radius: Float { innerLength / (2 * .pi) }

    /// The bracelet's surfaces round the origin.
    public func surfaces(objectID: UInt32) -> [Surface] {
        let slope = tan(lean * .pi / 180)
        let points = (0..<360).map { k -> Vector3 in
            let a = Float(k) / 360 * 2 * .pi
            return [slope * radius * cos(a), radius * sin(a), radius * cos(a)]
        }
        return surfaces(
            round: points, outward: points.map { Vector3(0, $0.y, $0.z).normalized }, objectID: objectID)
    }

    /// The bracelet's surfaces round something else than its bolster.
    ///
    /// - Parameters:
    ///   - line: that the inside follows, a closed loop.
    ///   - outward: away from what it lies on, unit, one a point.
    public func surfaces(round line: [Vector3], outward: [Vector3], objectID: UInt32) -> [Surface] {
        parts(along: Track(line, normals: outward, closed: true)).map {
            Surface(mesh: $0.mesh, material: $0.material, objectID: objectID)
        }
    }

    /// The bolster that it goes round.
    func bolster(half: Float = 190) -> Mesh {
        let rings = (0...60).map { j -> [Vector3] in
            let t = Float(j) / 60 * 2 - 1
            let q = radius * max((1 - pow(abs(t), 40)).squareRoot(), 0.01) - 0.05
            return (0..<160).map { k in
                let a = Float(k) / 160 * 2 * .pi
                return [t * half, q * sin(a), q * cos(a)]
            }
        }
        return Shapes.swept(rings: rings, closed: false)
    }

    private func parts(along track: Track) -> [Part] {
        let polished = Material.metal(.polished(metal, roughness: 0.1))
        switch kind {
        case .curb(let width):
            return ChainDesign(family: .curb, width: width, material: polished, accent: polished)
                .parts(along: track.lifted(by: 0.42 * width))
        case .tennis(let stone):
            let setting = StoneSetting(
                radius: stone / 2, hold: .prongs, gem: .dielectric(DielectricMaterial(indexOfRefraction: 2.0)),
                metal: polished)
            return StoneRow(setting: setting, gems: [setting.gem]).parts(along: track)
        case .pearls(let diameter):
            var mesh = Mesh()
            for f in track.lifted(by: diameter / 2).resampled(spacing: 1.02 * diameter).stations {
                mesh.append(Shapes.sphere(centre: f.translation, radius: diameter / 2, segments: 36))
            }
            return [
                Part(
                    mesh: mesh,
                    material: .coated(CoatedMaterial(colour: [0.78, 0.74, 0.68], coat: 0.8, coatRoughness: 0.12)))
            ]
        case .bangle(let wire):
            return [
                Part(
                    mesh: Shapes.tube(
                        along: track.lifted(by: wire / 2).resampled(spacing: 1), radius: wire / 2, sides: 24),
                    material: polished)
            ]
        case .cuff(let width):
            return [
                Part(
                    mesh: Shapes.ribbon(along: track.resampled(spacing: 1), width: width, thickness: 1.3),
                    material: polished)
            ]
        }
    }
}

extension BraceletSpecimen {
    /// The camera of a product photograph of 4:3, 520 mm away.
    ///
    /// - Parameters:
    ///   - turn: degrees that the camera stands to the side, which leans the axis out of the picture.
    ///   - tilt: degrees that the camera looks down.
    ///   - frameWidth: at the bolster's middle, millimetres.
    ///   - width: of the photograph, pixels.
    public func camera(turn: Float, tilt: Float, frameWidth: Float, width: Int) -> Camera {
        let (a, e) = (turn * .pi / 180, tilt * .pi / 180)
        let away = Vector3(sin(a) * cos(e), sin(e), cos(a) * cos(e))
        return Camera(
            position: away * 520, target: .zero, up: [0, 1, 0], focalLength: 36 * 520 / frameWidth, fNumber: 13,
            focusDistance: 520 - 0.8 * radius, width: width, height: width * 3 / 4)
    }
}
