import Appraisal
import Geometry
import Rendering

/// A mesh of one material, not yet anyone's.
struct Part: Sendable {
    var mesh: Mesh
    var material: Material

    func moved(by m: AffineTransform) -> Part { Part(mesh: mesh.moved(by: m), material: material) }
}

extension [Part] {
    func moved(by m: AffineTransform) -> [Part] { map { $0.moved(by: m) } }

    /// Lowest point along a direction.
    func lowest(along up: Vector3) -> Float {
        reduce(Float.infinity) { m, part in part.mesh.positions.reduce(m) { Swift.min($0, dot($1, up)) } }
    }
}

/// A piece of jewelry where it lies, with what is true of it.
struct Jewel: Sendable {
    /// A ring's band: centre, unit axis and direction of the head, inner radius in millimetres.
    struct Band: Sendable {
        var centre, axis, head: Vector3
        var innerRadius: Float
    }

    var type: PieceType
    var family: String
    var metal: Metal
    var parts: [Part]
    /// The middle lines of its strands.
    var lines: [Track] = []
    /// Half the strands' thickness, millimetres.
    var lineRadius: Float = 1
    /// Thickness of its finest strand, millimetres; infinite without strands.
    var finest = Float.infinity
    var band: Band?
    /// Where it hangs from an ear.
    var attachments: [Vector3] = []
    var instances = 1
    /// The piece's own frame where it lies: what it is after all moves, turns and shifts alone.
    var pose = AffineTransform.identity

    func moved(by m: AffineTransform) -> Jewel {
        var jewel = self
        jewel.parts = parts.moved(by: m)
        jewel.lines = lines.map { $0.moved(by: m) }
        jewel.attachments = attachments.map(m.apply)
        jewel.pose = (m * pose).withUnitAxes
        if let b = band {
            let scale = m.x.length
            jewel.band = Band(
                centre: m.apply(b.centre), axis: m.applyToDirection(b.axis).normalized,
                head: m.applyToDirection(b.head).normalized, innerRadius: b.innerRadius * scale)
        }
        return jewel
    }

    /// Width of a ring's band along its axis on the side away from the head, millimetres.
    var bandWidth: Float {
        guard let band else { return 0 }
        let reach = outline.lazy.map { $0 - band.centre }.filter { dot($0, band.head) < 0.3 * band.innerRadius }
            .map { abs(dot($0, band.axis)) }
        return 2 * (reach.max() ?? 1)
    }

    /// Some of the vertices, enough to frame it.
    var outline: [Vector3] {
        parts.flatMap { part in
            stride(from: 0, to: part.mesh.positions.count, by: Swift.max(part.mesh.positions.count / 400, 1)).map {
                part.mesh.positions[$0]
            }
        }
    }
}

extension AffineTransform {
    /// The same frame without its scale.
    var withUnitAxes: AffineTransform {
        AffineTransform(x: x.normalized, y: y.normalized, z: z.normalized, translation: translation)
    }
}

extension Mesh {
    /// Adds a copy of another mesh under a turn, shift and nearly even scale.
    mutating func stamp(_ other: Mesh, _ m: AffineTransform) {
        let other = agreeing(on: other)
        let first = UInt32(positions.count)
        for p in other.positions { positions.append(m.apply(p)) }
        for n in other.normals { normals.append(m.applyToDirection(n).normalized) }
        for t in other.triangles { triangles.append(t &+ SIMD3(repeating: first)) }
    }
}
