internal import CEmbree
import Geometry

/// The per-vertex variation of a material, packed: replaces or scales what the material says.
struct VertexChannels {
    /// Albedo in x, y, z; factor on the mean free path in w.
    var albedoAndScatter: SIMD4<Float>
    /// Added roughness, factor on oil, factor on relief, furrows; of cloth, where it is sewn: edge, arc, seam.
    var roughnessOilRelief: SIMD4<Float>
}

/// A surface as raw arrays, so that the inner loop touches no reference counts.
struct FlatSurface {
    var positions: UnsafePointer<Vector3>
    var normals: UnsafePointer<Vector3>?
    var uvs: UnsafePointer<Vector2>?
    var rest: UnsafePointer<Vector3>
    var channels: UnsafePointer<VertexChannels>?
    var triangles: UnsafePointer<SIMD3<UInt32>>
    var material: Material
    var objectID: UInt32
    var visibleToCamera: Bool
    /// The surface alone, for walks below it; nil unless it is skin.
    var walkScene: RTCScene?
}

/// A set of hair strands as raw arrays.
struct FlatCurves {
    /// Position and radius of every control point, with one more at both ends of each strand.
    var points: UnsafePointer<SIMD4<Float>>
    /// First control point of each cubic segment.
    var segments: UnsafePointer<UInt32>
    /// Share of light that each segment's strand keeps: no two hairs are alike.
    var tones: UnsafePointer<Float>
    var optics: HairOptics
    /// What the denoiser is told of the hair's colour.
    var guideAlbedo: Vector3
    var objectID: UInt32
    var isDown: Bool
}

/// Memory that lives and dies with a prepared scene.
package struct Arena {
    private var blocks: [UnsafeMutableRawPointer] = []

    package init() {}

    mutating func copy<T>(_ values: [T]) -> UnsafePointer<T> {
        precondition(_isPOD(T.self), "only plain values live in an arena")
        // Embree reads 16 bytes at the last element, whatever its size.
        let bytes = values.count * MemoryLayout<T>.stride + 64
        let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        blocks.append(block)
        values.withUnsafeBytes { if let base = $0.baseAddress { block.copyMemory(from: base, byteCount: $0.count) } }
        return UnsafePointer(block.bindMemory(to: T.self, capacity: max(values.count, 1)))
    }

    package mutating func free() {
        for block in blocks { block.deallocate() }
        blocks = []
    }
}
