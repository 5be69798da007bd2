public import Appraisal
internal import Geometry
internal import Glibc
public import Rendering

/// A procedural ring: a band about the y axis with a head on its +z side.
public struct RingSpecimen: Sendable {
    public enum Head: String, Sendable, Codable, CaseIterable { case none, solitaire, signet }

    /// Inner diameter, metal thickness and width along the finger, millimetres.
    public var innerDiameter, thickness, width: Float
    public var head: Head
    public var metal: Metal
    public var stoneRadius: Float

    public init(
        innerDiameter: Float = 17, thickness: Float = 1.5, width: Float = 2.4, head: Head, metal: Metal,
        stoneRadius: Float = 3.2
    ) {
        (self.innerDiameter, self.thickness, self.width) = (innerDiameter, thickness, width)
        (self.head, self.metal, self.stoneRadius) = (head, metal, stoneRadius)
    }

    /// The ring's surfaces about the origin, axis +y, head toward +z.
    public func surfaces(objectID: UInt32) -> [Surface] {
        let polished = Material.metal(.polished(metal, roughness: 0.1))
        var surfaces = [Surface(mesh: band(), material: polished, objectID: objectID)]
        let top = innerDiameter / 2 + thickness
        // The stone's own y axis points out of the finger.
        let out = AffineTransform(x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0])
        switch head {
        case .none: break
        case .signet:
            let profile: [Vector2] = [
                [0.01, -2.2], [3.4, -2.0], [5.0, -0.4], [5.2, 0.5], [4.8, 0.85], [0.01, 0.9],
            ]
            var m = out
            m.translation = [0, 0, top]
            surfaces.append(
                Surface(
                    mesh: Shapes.lathe(profile: profile, segments: 64).moved(by: m), material: polished,
                    objectID: objectID))
        case .solitaire:
            var m = AffineTransform(x: out.x * stoneRadius, y: out.y * stoneRadius, z: out.z * stoneRadius)
            m.translation = [0, 0, top + 0.75 * stoneRadius]
            surfaces.append(
                Surface(
                    mesh: Shapes.brilliant().moved(by: m),
                    material: .dielectric(DielectricMaterial(indexOfRefraction: 2.0)), objectID: objectID))
            surfaces.append(Surface(mesh: setting(top: top), material: polished, objectID: objectID))
        }
        return surfaces
    }

    /// A comfort-fit section turned round the axis.
    private func band() -> Mesh {
        let (r, h, t) = (innerDiameter / 2, width / 2, thickness)
        let section: [Vector2] = [
            [r + 0.12 * t, -h], [r, -0.6 * h], [r, 0.6 * h], [r + 0.12 * t, h], [r + 0.55 * t, h],
            [r + 0.86 * t, 0.75 * h],
            [r + t, 0.3 * h], [r + t, -0.3 * h], [r + 0.86 * t, -0.75 * h], [r + 0.55 * t, -h],
        ]
        let segments = 160
        return Shapes.swept(
            rings: (0..<segments).map { k in
                let a = Float(k) / Float(segments) * 2 * .pi
                return section.map { [$0.x * sin(a), $0.y, $0.x * cos(a)] }
            }, closed: true)
    }

    /// Four prongs and a basket ring.
    private func setting(top: Float) -> Mesh {
        var mesh = Mesh()
        for k in 0..<4 {
            let a = (Float(k) + 0.5) / 4 * 2 * .pi
            let foot = Vector3(0.35 * stoneRadius * cos(a), 0.35 * stoneRadius * sin(a), top - 0.5)
            let shoulder = Vector3(1.05 * stoneRadius * cos(a), 1.05 * stoneRadius * sin(a), top + 0.8 * stoneRadius)
            let tip = Vector3(0.86 * stoneRadius * cos(a), 0.86 * stoneRadius * sin(a), top + 1.02 * stoneRadius)
            mesh.append(
                Shapes.tube(
                    path: [foot, mix(foot, shoulder, 0.5), shoulder, tip], radius: 0.36, sides: 10, closed: false))
            mesh.append(Shapes.sphere(centre: tip, radius: 0.4, segments: 12))
        }
        let basket = Shapes.torus(majorRadius: 0.72 * stoneRadius, minorRadius: 0.3)
        mesh.append(
            basket.moved(
                by: AffineTransform(
                    x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0], translation: [0, 0, top + 0.3 * stoneRadius])))
        return mesh
    }
}
