internal import Foundation
public import Geometry

/// Cloth that was draped once, by script, and follows any body and pose.
///
/// ```swift
/// let blouse = try Garment.load(named: "blouse", from: "Assets/garments")
/// let positions = try engine.posedPositions(person.shape, .neck)
/// let cloth = try blouse.fitted(to: positions, skin: body.collisionMesh)
/// ```
///
/// Every vertex is bound to the base mesh's `helper-tights`, which have no folds, toes or navel of their own and
/// follow every shape: the offset that draping gave it turns with the tights. In the pose that it was draped in, the
/// garment comes out as it was draped.
public struct Garment: Sendable {
    public let name: String
    /// Of the cloth, millimetres; hems are `hemThickness`.
    public let thickness, hemThickness: Float
    /// Width of the band along the neckline or cuff, millimetres.
    public let bandWidth: Float
    /// Ribs across the band: distance between them and their height, millimetres; 0 for none.
    public let ribPitch, ribHeight: Float
    /// For each vertex of the body (the first of the base mesh), whether cloth hides it well inside every edge: faces
    /// with all corners hidden need not be drawn.
    public let hidden: [Bool]
    /// For each vertex, how tightly it is drawn to the skin, 0…1, as straps are.
    let tautness: [Float]

    let cage: GarmentCage
    let bindings: [Binding]
    /// Distance to the nearest finished edge, arc length along it from the front, share of a band, distance to the
    /// nearest seam; millimetres.
    let measures: [SIMD4<Float>]
    let quads: [SIMD4<UInt32>]
    /// Places on the cloth, millimetres, and those of each quad's corners.
    let uvs: [Vector2]
    let uvQuads: [SIMD4<UInt32>]

    /// Where a vertex hangs on the cage.
    struct Binding: Sendable {
        /// A triangle of the cage and the point's barycentric coordinates in it.
        var corners: SIMD3<UInt32>
        var weights: Vector3
        /// From that point to the draped vertex, millimetres in body axes.
        var offset: Vector3
    }

    /// Number of vertices before subdivision.
    public var vertexCount: Int { bindings.count }

    /// Reads `NAME.bin` in a folder.
    ///
    /// - Throws: `GarmentError.missing` or `.damaged`.
    public static func load(named name: String, from folder: String) throws(GarmentError) -> Garment {
        let url = URL(fileURLWithPath: folder).appending(path: "\(name).bin")
        guard FileManager.default.fileExists(atPath: url.path) else { throw .missing(name: name, folder: folder) }
        do {
            return try GarmentFile.decode(Data(contentsOf: url), name: name)
        } catch let error as GarmentFile.Mismatch {
            throw .damaged(path: url.path, reason: error.reason)
        } catch is BinaryReader.EndOfData {
            throw .damaged(path: url.path, reason: "it is cut short")
        } catch {
            throw .damaged(path: url.path, reason: "it cannot be opened")
        }
    }

    /// The garment on a body.
    ///
    /// - Parameters:
    ///   - positions: All vertices of the posed base mesh, helper geometry too, millimetres
    ///     (`AnatomyEngine.posedPositions`).
    ///   - skin: The body's surface, which cloth near an edge is kept `clearance` away from. Elsewhere the tights
    ///     serve, which have no anatomy to print through.
    ///   - detail: How often quads are split; 1 gives edges of about 2 mm.
    ///   - clearance: Millimetres between skin and cloth.
    /// - Returns: A closed sheet with thickness near its edges, uvs in millimetres of cloth, and the channels
    ///   `edge` (distance to the nearest finished edge), `arc` (along it), `band` and `seam` (distance), millimetres.
    /// - Throws: `GarmentError.unfitting` when there are too few positions.
    public func fitted(
        to positions: [Vector3], skin: Mesh? = nil, detail: Int = 1, clearance: Float = 0.6
    ) throws(GarmentError) -> Mesh {
        guard (0...3).contains(detail) else { throw .unfitting(reason: "detail \(detail) is not in 0…3") }
        var bound = try bound(to: positions)
        let trunk = GarmentCollision(cage.surface(around: positions), around: bound)
        trunk.clear(&bound, where: tautness.map { $0 == 0 }, quads: quads, clearance: clearance)
        if let skin {
            let near = measures.map { $0.x < Self.visibleMargin }
            let collision = GarmentCollision(skin, around: bound)
            // A ribbed cuff is elastic: it follows the wrist wherever the hand bends.
            let grips = hasCuff ? measures.map { 1 - smoothstep(0.5 * bandWidth, bandWidth, $0.x) } : tautness
            if grips.contains(where: { $0 > 0 }) {
                collision.cling(&bound, by: grips, quads: quads, height: clearance + 0.4)
            }
            collision.clear(&bound, where: near, quads: quads, clearance: clearance)
        }
        return GarmentSheet(self, positions: bound, detail: detail).mesh()
    }

    /// The vertices on a posed body, before collision and subdivision.
    ///
    /// - Throws: `GarmentError.unfitting` when there are too few positions.
    public func bound(to positions: [Vector3]) throws(GarmentError) -> [Vector3] {
        guard let posed = cage.pick(from: positions) else {
            throw .unfitting(
                reason: "it needs all \(cage.highestVertex + 1) vertices of the base mesh, not \(positions.count)")
        }
        let turns = cage.turns(to: posed)
        return bindings.map { b in
            let (i, j, k) = (Int(b.corners.x), Int(b.corners.y), Int(b.corners.z))
            let foot = posed[i] * b.weights.x + posed[j] * b.weights.y + posed[k] * b.weights.z
            let turn = Turn.blend(turns[i], turns[j], turns[k], b.weights)
            return foot + turn.apply(b.offset)
        }
    }

    /// The vertices as they were draped, millimetres: what procedural texture may refer to.
    package var drapedPositions: [Vector3] {
        bindings.map { b in
            let p = cage.positions
            let (i, j, k) = (Int(b.corners.x), Int(b.corners.y), Int(b.corners.z))
            return p[i] * b.weights.x + p[j] * b.weights.y + p[k] * b.weights.z + b.offset
        }
    }

    /// Whether the band is a knitted cuff.
    private var hasCuff: Bool { ribPitch > 0 && bandWidth >= 40 }

    /// Skin farther than this from every edge is never seen, millimetres; more than `hidden` leaves.
    static let visibleMargin: Float = 80
}
