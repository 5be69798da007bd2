internal import Foundation
public import Geometry

/// A lobe drawn down by what hangs from it.
public struct LobePull: Sendable {
    /// Middle of the hole before, millimetres in body space.
    public var piercing: Vector3
    /// Of the hole, millimetres.
    public var displacement: Vector3

    public init(piercing: Vector3, displacement: Vector3) {
        (self.piercing, self.displacement) = (piercing, displacement)
    }

    /// How far from the hole flesh still follows, millimetres.
    private static let reach: Float = 9

    /// Moves the skin; what is farther than the lobe from the hole stays.
    package func apply(to mesh: inout Mesh) {
        guard displacement.length > 0.02 else { return }
        var moved = false
        for i in mesh.positions.indices {
            let d = (mesh.positions[i] - piercing).length
            guard d < 2.2 * Self.reach else { continue }
            let follows = exp(-pow(d / Self.reach, 2)) * (1 - smoothstep(1.6 * Self.reach, 2.2 * Self.reach, d))
            mesh.positions[i] += displacement * follows
            moved = true
        }
        if moved { mesh.normals = mesh.smoothNormals() }
    }
}
