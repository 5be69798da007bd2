internal import Foundation
internal import Geometry

/// The layout of a garment's file, as Training/garments/garment_file.py writes it.
enum GarmentFile {
    struct Mismatch: Error { var reason: String }

    static let magic: UInt64 = 0x6d72_6147_6572_6150  // "PareGarm"
    static let version: UInt32 = 1

    /// Millimetres a quantum.
    private static let (offset, length, cloth): (Float, Float, Float) = (0.004, 0.02, 0.05)

    static func decode(_ data: Data, name: String) throws -> Garment {
        var reader = BinaryReader(data)
        guard try reader.read(UInt64.self) == magic else { throw Mismatch(reason: "it is not a garment") }
        guard try reader.read(UInt32.self) == version else { throw Mismatch(reason: "it is of another version") }
        let numbers = try (0..<5).map { _ in try reader.read(Float.self) }
        guard numbers.allSatisfy({ $0.isFinite && $0 >= 0 && $0 < 1000 }) else {
            throw Mismatch(reason: "a thickness is wrong")
        }
        let baseVertices = try reader.array(of: UInt16.self)
        let cage = GarmentCage(
            baseVertices: baseVertices, positions: try points(&reader),
            quads: try quads(&reader, below: baseVertices.count))
        guard cage.positions.count == baseVertices.count, !cage.quads.isEmpty else {
            throw Mismatch(reason: "its cage is incomplete")
        }
        let bindings = try bindings(&reader, cage: cage)
        let count = bindings.count
        let measures = try measures(&reader, count: count)
        let quads = try quads(&reader, below: count)
        let places = try reader.array(of: Int16.self)
        let uvs = stride(from: 0, to: places.count / 2 * 2, by: 2).map {
            Vector2(Float(places[$0]), Float(places[$0 + 1])) * cloth
        }
        let uvQuads = try Self.quads(&reader, below: uvs.count)
        guard uvQuads.count == quads.count, !quads.isEmpty else { throw Mismatch(reason: "its uvs do not fit") }
        let hidden = try reader.array(of: UInt8.self).map { $0 != 0 }
        // Garments without straps end here.
        let tautness =
            reader.isAtEnd
            ? [Float](repeating: 0, count: count) : try reader.array(of: UInt8.self).map { Float($0) / 255 }
        guard tautness.count == count else { throw Mismatch(reason: "its measures do not fit") }
        return Garment(
            name: name, thickness: numbers[0], hemThickness: numbers[1], bandWidth: numbers[2], ribPitch: numbers[3],
            ribHeight: numbers[4], hidden: hidden, tautness: tautness, cage: cage, bindings: bindings,
            measures: measures, quads: quads,
            uvs: uvs, uvQuads: uvQuads)
    }

    private static func points(_ reader: inout BinaryReader) throws -> [Vector3] {
        let c = try reader.array(of: Float.self)
        guard c.allSatisfy({ $0.isFinite && abs($0) < 10_000 }) else { throw Mismatch(reason: "a position is wrong") }
        return stride(from: 0, to: c.count / 3 * 3, by: 3).map { Vector3(c[$0], c[$0 + 1], c[$0 + 2]) }
    }

    private static func quads(_ reader: inout BinaryReader, below limit: Int) throws -> [SIMD4<UInt32>] {
        let c = try reader.array(of: UInt16.self).map { UInt32($0) }
        guard c.allSatisfy({ Int($0) < limit }) else { throw Mismatch(reason: "a face points nowhere") }
        return stride(from: 0, to: c.count / 4 * 4, by: 4).map { i -> SIMD4<UInt32> in
            SIMD4(c[i], c[i + 1], c[i + 2], c[i + 3])
        }
    }

    private static func bindings(_ reader: inout BinaryReader, cage: GarmentCage) throws -> [Garment.Binding] {
        let triangles = try reader.array(of: UInt16.self)
        let weights = try reader.array(of: UInt16.self)
        let offsets = try reader.array(of: Int16.self)
        guard weights.count == triangles.count * 2, offsets.count == triangles.count * 3,
            triangles.allSatisfy({ Int($0) / 2 < cage.quads.count })
        else { throw Mismatch(reason: "a vertex is not bound") }
        return triangles.indices.map { i in
            // Each quad of the cage is two triangles that share its first corner.
            let q = cage.quads[Int(triangles[i]) / 2]
            let second = triangles[i] % 2 == 1
            let (v, w) = (Float(weights[i * 2]) / 65535, Float(weights[i * 2 + 1]) / 65535)
            let o = Vector3(Float(offsets[i * 3]), Float(offsets[i * 3 + 1]), Float(offsets[i * 3 + 2]))
            return Garment.Binding(
                corners: second ? SIMD3(q.x, q.z, q.w) : SIMD3(q.x, q.y, q.z), weights: Vector3(1 - v - w, v, w),
                offset: o * offset)
        }
    }

    private static func measures(_ reader: inout BinaryReader, count: Int) throws -> [SIMD4<Float>] {
        let edge = try reader.array(of: UInt16.self)
        let arc = try reader.array(of: Int16.self)
        let band = try reader.array(of: UInt8.self)
        let seam = try reader.array(of: UInt16.self)
        guard edge.count == count, arc.count == count, band.count == count, seam.count == count else {
            throw Mismatch(reason: "its measures do not fit")
        }
        return (0..<count).map { (i: Int) -> SIMD4<Float> in
            let (e, a, s) = (Float(edge[i]), Float(arc[i]), Float(seam[i]))
            return SIMD4(e * length, a * length, Float(band[i]) / 255, s * length)
        }
    }
}
