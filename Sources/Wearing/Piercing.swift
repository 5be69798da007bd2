public import Anatomy
internal import Foundation
public import Geometry

/// The hole of a lobe as it shows round a wire: skin drawn in to a short slit, with flesh all round.
///
/// It is dark because little light finds its way in and out, not because it is painted.
public struct Piercing: Sendable {
    /// Middle of the hole on the lobe's front, millimetres in body space, before the lobe is drawn down.
    public var centre: Vector3
    /// Unit: out of the lobe's front, and toward its lower edge.
    public var normal, down: Vector3
    /// Half of the hole's width, millimetres.
    public var radius: Float
    /// Its height over its width: weight draws it out.
    public var slit: Float
    /// How deep it goes below its dimple, millimetres.
    public var depth: Float

    /// - Parameters:
    ///   - wire: half of the thickness of what goes through it, millimetres.
    ///   - sag: how far the weight draws the lobe down, millimetres.
    public init(of lobe: Landmarks.EarLobe, at centre: Vector3, wire: Float, sag: Float) {
        (self.centre, normal, down) = (centre, lobe.normal, lobe.down)
        radius = min(max(wire + 0.28, 0.6), 1)
        slit = 1.15 + 0.45 * min(sag, 1)
        depth = min(1.7, 0.55 * lobe.thickness)
    }

    /// From the lobe's front to where no more of it is seen, millimetres.
    var bottom: Float { depth + Self.dimple }

    /// Half of the thickness of the thickest wire that goes through, millimetres.
    static let widest: Float = 0.75

    /// How far the skin round it is drawn in, millimetres.
    private static let dimple: Float = 0.3

    /// Sinks the hole into a skin, whose triangles it makes fine enough there.
    package func apply(to mesh: inout Mesh) {
        for reach in [5 * radius, 2.6 * radius] {
            mesh.refine { ($0 - centre).length < reach }
        }
        for i in mesh.positions.indices {
            mesh.positions[i] -= normal * sinking(at: mesh.positions[i] - centre)
        }
        mesh.normals = mesh.smoothNormals()
    }

    /// How far the skin sinks at a distance from the middle.
    private func sinking(at d: Vector3) -> Float {
        let out = dot(d, normal)
        // The back of the lobe stays as it is.
        guard d.length < 6 * radius, out > -1.5 else { return 0 }
        // The wire hangs on the lower end of the slit.
        let height = (dot(d, down) + (slit - 1) * radius * 0.7) / slit
        let aside = d - normal * out - down * dot(d, down)
        let u = (height * height + dot(aside, aside)).squareRoot() / radius
        let funnel = exp(-pow(u / 1.9, 2)) - exp(-Float(9))
        return Self.dimple * max(funnel, 0) + depth * (1 - smoothstep(0.45, 1.05, u))
    }
}
