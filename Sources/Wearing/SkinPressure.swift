internal import Foundation
internal import Geometry

/// Presses skin in where a piece touches it, and lets it swell a little beside.
///
/// - Parameters:
///   - mesh: the skin in its pose; positions and normals change.
///   - contacts: points of the piece's middle line with the radius to clear, millimetres.
///   - softness: how far the dent reaches beyond the contact, millimetres.
///   - swelling: how far the flesh rises beside it, as a share of the contact's radius.
///   - reaches: says of a point whether it may be pressed; neighbouring fingers may not.
func pressSkin(
    _ mesh: inout Mesh, contacts: [(centre: Vector3, radius: Float)], softness: Float, swelling: Float = 0.1,
    reaches: (Vector3) -> Bool = { _ in true }
) {
    guard !contacts.isEmpty else { return }
    let reach = (contacts.map(\.radius).max() ?? 0) + 3 * softness
    var cells: [SIMD3<Int32>: [Int]] = [:]
    func cell(_ p: Vector3) -> SIMD3<Int32> { SIMD3<Int32>((p / reach).rounded(.down)) }
    for (i, contact) in contacts.enumerated() { cells[cell(contact.centre), default: []].append(i) }
    if mesh.normals.isEmpty { mesh.normals = mesh.smoothNormals() }

    var touched = false
    for v in mesh.positions.indices {
        let p = mesh.positions[v]
        let home = cell(p)
        var nearest = Float.infinity
        var radius: Float = 0
        for dz in Int32(-1)...1 {
            for dy in Int32(-1)...1 {
                for dx in Int32(-1)...1 {
                    guard let near = cells[home &+ SIMD3(dx, dy, dz)] else { continue }
                    for i in near {
                        let d = (p - contacts[i].centre).length - contacts[i].radius
                        if d < nearest { (nearest, radius) = (d, contacts[i].radius) }
                    }
                }
            }
        }
        guard nearest < 3 * softness, reaches(p) else { continue }
        // Skin yields by what overlaps, no more than a third of the radius; volume comes up beside the dent.
        let overlap = min(max(0.12 * radius - nearest, 0), 0.35 * radius + 0.2)
        let swell = swelling * min(radius, 2) * exp(-pow((nearest - 1.2 * softness) / softness, 2))
        mesh.positions[v] -= mesh.normals[v] * (overlap - swell * (overlap > 0 ? 0 : 1))
        touched = true
    }
    if touched { mesh.normals = mesh.smoothNormals() }
}
