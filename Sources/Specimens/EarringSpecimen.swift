public import Appraisal
public import Geometry
internal import Glibc
public import Rendering

/// A procedural earring: its hole at the origin, hanging along −y, its face toward +z.
public struct EarringSpecimen: Sendable {
    public enum Shape: Sendable {
        /// A stone in a rim.
        case stud(radius: Float)
        /// A stone before the hole, from which a pear-shaped one hangs.
        case drop(radius: Float)
        /// A wire through the hole, a pearl and a pear-shaped stone.
        case hook(radius: Float)
        /// A wire through the hole and a clear drop that is cut all round and hangs free.
        case crystal(radius: Float)
        /// A ring of a radius, turned about the vertical from facing the camera, degrees.
        case hoop(radius: Float, thickness: Float, turn: Float)
    }

    public var shape: Shape
    public var metal: Metal
    /// Linear colour of the stones.
    public var gem: Vector3

    public init(_ shape: Shape, metal: Metal, gem: Vector3 = [0.02, 0.16, 0.3]) {
        (self.shape, self.metal, self.gem) = (shape, metal, gem)
    }

    /// How a reader may take it.
    public var style: Earring.Style {
        switch shape {
        case .stud: .stud
        case .drop: .drop
        case .hook, .crystal: .hook
        case .hoop: .hoop
        }
    }

    /// Whether it hangs on a bar; else it sits on a card.
    private var hangsOnBar: Bool { style == .hook || style == .hoop }

    /// Where the holes of a pair lie.
    var places: [Vector3] {
        let width = parts().flatMap { $0.mesh.positions.map { abs($0.x) } }.max() ?? 5
        let gap = 1.35 * width + 4
        return [[-gap, 0, 0], [gap, 0, 0]]
    }

    /// A padded card behind the pair, or a bar with a foot through their arches.
    func display() -> Mesh {
        let reach = places[1].x
        guard hangsOnBar else {
            let half = Vector3(reach + 16, (extent.upperBound - extent.lowerBound) / 2 + 14, 3)
            let middle = (extent.lowerBound + extent.upperBound) / 2
            return Shapes.cushion(half: half, power: 14, segments: 96).moved(
                by: .translation([0, middle, -half.z - 0.2]))
        }
        let rod: Float = 1.7
        let inside: Float =
            if case .hoop(_, let thickness, _) = shape { thickness / 2 } else { 0.45 }
        let y = -rod - inside
        let bar = Shapes.tube(
            path: [[-reach - 24, y, -1.2], [reach + 24, y, -1.2]], radius: rod, sides: 40, closed: false)
        var mesh = bar
        mesh.append(Shapes.tube(path: [[0, y, -1.2], [0, -150, -1.2]], radius: 2.4, sides: 40, closed: false))
        return mesh
    }

    /// The surfaces about the hole.
    public func surfaces(objectID: UInt32) -> [Surface] {
        parts().map { Surface(mesh: $0.mesh, material: $0.material, objectID: objectID) }
    }

    /// Top and bottom, millimetres above the hole.
    public var extent: ClosedRange<Float> {
        let heights = parts().flatMap { $0.mesh.positions.map(\.y) }
        return (heights.min() ?? 0)...(heights.max() ?? 0)
    }

    private var polished: Material { .metal(.polished(metal, roughness: 0.12)) }

    private func parts() -> [Part] {
        switch shape {
        case .stud(let radius):
            return [post] + stone(.round, radius, hold: .halo, at: [0, 0, 0.9 * radius])
        case .drop(let radius):
            let front = 0.55 * radius
            let below = -(1.35 * front + 2 + 1.9 * radius)
            return [post, ring(at: -(1.35 * front + 1), radius: 1.1)]
                + stone(.round, front, hold: .bezel, at: [0, 0, 0.9 * front])
                + stone(.pear, radius, hold: .bezel, at: [0, below, 0.9])
        case .hook(let radius):
            let pearl = Part(
                mesh: Shapes.sphere(centre: [0, -14, 3.2], radius: 3, segments: 36), material: Self.nacre)
            return [wire, ring(at: -10.2, radius: 1.1, depth: 3.2), pearl, ring(at: -18, radius: 1.1, depth: 3.2)]
                + stone(.pear, radius, hold: .bezel, at: [0, -19 - 1.9 * radius, 3.2])
        case .crystal(let radius):
            return [wire, ring(at: -10.2, radius: 1.1, depth: 3.2), briolette(radius, below: [0, -11.2, 3.2])]
        case .hoop(let radius, let thickness, let turn):
            let circle = Shapes.torus(
                majorRadius: radius, minorRadius: thickness / 2, segments: 120, sides: 20)
            // Shapes' torus lies about +y.
            let upright = AffineTransform(
                x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0], translation: [0, -radius, 0])
            return [
                Part(
                    mesh: circle.moved(by: AffineTransform.rotation(axis: [0, 1, 0], degrees: turn) * upright),
                    material: polished)
            ]
        }
    }

    private static let nacre = Material.coated(
        CoatedMaterial(colour: [0.78, 0.74, 0.68], coat: 0.9, coatRoughness: 0.12))

    private var post: Part {
        Part(mesh: Shapes.tube(path: [[0, 0, -9], [0, 0, 0.6]], radius: 0.4, closed: false), material: polished)
    }

    /// A shepherd's hook: up before the lobe, through the hole and down behind it.
    private var wire: Part {
        let arch = (0...18).map { k -> Vector3 in
            let a = Float(k) / 18 * .pi
            return [0, 4.4 * sin(a) - 4.4, 4.4 * cos(a) - 1.2]
        }
        let path = [Vector3(0, -9.2, 3.2)] + arch + [[0, -9, -5.9], [0, -13, -6.8]]
        return Part(mesh: Shapes.tube(path: path, radius: 0.45, closed: false), material: polished)
    }

    /// A jump ring that joins parts, seen from its edge.
    private func ring(at y: Float, radius: Float, depth: Float = 0.9) -> Part {
        let torus = Shapes.torus(majorRadius: radius, minorRadius: 0.3, segments: 28, sides: 10)
        return Part(
            mesh: torus.moved(
                by: AffineTransform(x: [0, 1, 0], y: [1, 0, 0], z: [0, 0, 1], translation: [0, y, depth])),
            material: polished)
    }

    private func stone(_ cut: StoneSetting.Cut, _ radius: Float, hold: StoneSetting.Hold, at p: Vector3) -> [Part] {
        // A large stone of one colour is jade or onyx as a rule; small ones are clear.
        let material =
            cut == .pear
            ? Material.coated(CoatedMaterial(colour: gem, coat: 1, coatRoughness: 0.04))
            : .dielectric(DielectricMaterial(indexOfRefraction: 2, absorption: -Self.logarithm(gem) / radius))
        var setting = StoneSetting(cut: cut, radius: radius, hold: hold, gem: material, metal: polished)
        setting.melee = .dielectric(DielectricMaterial(indexOfRefraction: 2.1))
        // A setting faces +y with its length along z.
        let facing = AffineTransform(x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0], translation: p)
        return setting.parts.map { Part(mesh: $0.mesh.moved(by: facing), material: $0.material) }
    }

    /// A glass drop with flat facets, which takes the gem's colour on the way through its middle.
    private func briolette(_ radius: Float, below top: Vector3) -> Part {
        let profile: [Vector2] = [
            [0.02, -3], [0.45, -2.9], [0.85, -2.5], [1, -2], [0.8, -1.35], [0.4, -0.6], [0.02, 0],
        ]
        var drop = Shapes.lathe(profile: profile.map { $0 * radius }, segments: 9)
        drop.normals = []
        return Part(
            mesh: drop.moved(by: .translation(top)),
            material: .dielectric(
                DielectricMaterial(indexOfRefraction: 1.54, absorption: -Self.logarithm(gem) / (2 * radius))))
    }

    private static func logarithm(_ c: Vector3) -> Vector3 { Vector3(log(c.x), log(c.y), log(c.z)) }
}
