public import Geometry

/// The bones of one shape at rest, millimetres.
public struct Skeleton: Sendable {
    public let names: [String]
    /// Index of each bone's parent, −1 for the root; parents come first.
    public let parents: [Int]
    public let heads, tails: [Vector3]
    let indices: [String: Int]

    init(assets: BodyAssets, positions: [Vector3]) {
        func mean(_ vertices: [Int]) -> Vector3 {
            vertices.reduce(Vector3.zero) { $0 + positions[$1] } / Float(vertices.count)
        }
        names = assets.bones.map(\.name)
        parents = assets.bones.map(\.parent)
        heads = assets.bones.map { mean($0.headVertices) }
        tails = assets.bones.map { mean($0.tailVertices) }
        indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// Where a bone begins; the bone must exist.
    func head(_ name: String) -> Vector3 { heads[index(name)] }
    func tail(_ name: String) -> Vector3 { tails[index(name)] }

    func index(_ name: String) -> Int {
        guard let i = indices[name] else { preconditionFailure("the rig has no bone \(name)") }
        return i
    }

    /// Rotation and translation of every bone under a pose, from rest to posed space.
    func transforms(_ pose: Pose) -> [RigidTransform] {
        var result: [RigidTransform] = []
        result.reserveCapacity(names.count)
        for i in names.indices {
            let turn = pose.rotations[names[i]] ?? .identity
            let local = RigidTransform(rotation: turn, translation: heads[i] - turn.apply(heads[i]))
            result.append(parents[i] < 0 ? local : result[parents[i]] * local)
        }
        return result
    }
}

/// A turn and a shift.
struct RigidTransform: Sendable {
    var rotation: Quaternion
    var translation: Vector3

    func apply(_ p: Vector3) -> Vector3 { rotation.apply(p) + translation }

    /// First `b`, then `a`.
    static func * (a: RigidTransform, b: RigidTransform) -> RigidTransform {
        RigidTransform(rotation: a.rotation * b.rotation, translation: a.apply(b.translation))
    }
}

/// How a body is held: a turn for each bone that is not at rest.
///
/// Turns are about axes of rest space (x to the person's left, y up, z forward) through the bone's head, before
/// the turns of its parents.
public struct Pose: Sendable, Hashable {
    public var rotations: [String: Quaternion]

    public init(_ rotations: [String: Quaternion] = [:]) { self.rotations = rotations }

    /// The same with left and right exchanged.
    var mirrored: Pose {
        Pose(
            rotations.reduce(into: [:]) { all, entry in
                var (name, q) = (entry.key, entry.value.vector)
                if name.hasSuffix(".L") {
                    name = name.dropLast() + "R"
                } else if name.hasSuffix(".R") {
                    name = name.dropLast() + "L"
                }
                (q.y, q.z) = (-q.y, -q.z)
                all[name] = Quaternion(q)
            })
    }
}
