internal import Anatomy
internal import Geometry

/// The garments that the project brings, by name.
public struct Wardrobe: Sendable {
    private let folder: String

    /// - Parameter folder: the assets' `garments` folder.
    public init(folder: String) { self.folder = folder }

    /// A garment worn by a posed body.
    struct Worn {
        var cloth: Mesh
        /// Worn below it.
        var under: Mesh?
        /// Sewn onto it.
        var buttons: Mesh?
        /// For each vertex of the base body, whether cloth hides it well inside every edge.
        var hidden: [Bool]
        /// Width of the turned edge, millimetres.
        var hemWidth: Float
    }

    /// - Parameters:
    ///   - base: all vertices of the posed base mesh, millimetres.
    ///   - detail: of the cloth, as `Garment.fitted` takes it.
    /// - Throws: `GarmentError` where the garment is missing, damaged or does not fit.
    func garment(named name: String, on base: [Vector3], body: PosedBody, detail: Int) throws -> Worn {
        let garment = try Garment.load(named: name, from: folder)
        // The only garment with buttons.
        let buttons = name == "shirt" ? try Garment.load(named: "shirt-buttons", from: folder) : nil
        // A jacket is open.
        let under = name == "blazer" ? try Garment.load(named: "camisole", from: folder) : nil
        func fitted(_ layer: Garment) throws -> Mesh {
            try layer.fitted(to: base, skin: body.collisionMesh, detail: detail)
        }
        return Worn(
            cloth: try fitted(garment), under: try under.map(fitted), buttons: try buttons?.fitted(to: base),
            hidden: garment.hidden.indices.map { garment.hidden[$0] || under?.hidden[$0] == true },
            hemWidth: garment.bandWidth)
    }
}

/// Skin without the faces that cloth covers, so that none can show through a thin fold.
///
/// - Parameters:
///   - hidden: for each base vertex, whether it is covered.
///   - reference: rest positions of the base vertices, millimetres.
func uncovered(_ skin: Mesh, hidden: [Bool], reference: [Vector3]) -> Mesh {
    guard !skin.restPositions.isEmpty, hidden.contains(true) else { return skin }
    let size: Float = 24
    func cell(_ p: Vector3) -> SIMD3<Int32> { SIMD3<Int32>((p / size).rounded(.down)) }
    var cells: [SIMD3<Int32>: [Int]] = [:]
    for (i, p) in reference.prefix(hidden.count).enumerated() { cells[cell(p), default: []].append(i) }
    let covered = skin.restPositions.map { p -> Bool in
        var (best, answer) = (Float.infinity, false)
        let home = cell(p)
        for dz in Int32(-1)...1 {
            for dy in Int32(-1)...1 {
                for dx in Int32(-1)...1 {
                    for i in cells[home &+ SIMD3(dx, dy, dz)] ?? [] {
                        let d = reference[i] - p
                        let squared = dot(d, d)
                        if squared < best { (best, answer) = (squared, hidden[i]) }
                    }
                }
            }
        }
        return answer
    }
    var mesh = skin
    mesh.triangles = skin.triangles.filter { !(covered[Int($0.x)] && covered[Int($0.y)] && covered[Int($0.z)]) }
    return mesh
}
