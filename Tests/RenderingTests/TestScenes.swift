import Foundation
import Geometry
import Imaging
import Rendering

/// Small scenes whose pictures are known beforehand.
enum TestScenes {
    static func sphere(radius: Float = 50, rings: Int = 64) -> Mesh {
        var mesh = Mesh()
        for j in 0...rings {
            for i in 0...2 * rings {
                let (theta, phi) = (Float(j) / Float(rings) * .pi, Float(i) / Float(rings) * .pi)
                let d = Vector3(sin(theta) * cos(phi), cos(theta), sin(theta) * sin(phi))
                mesh.positions.append(d * radius)
                mesh.normals.append(d)
            }
        }
        let width = UInt32(2 * rings + 1)
        for j in 0..<UInt32(rings) {
            for i in 0..<UInt32(2 * rings) {
                let a = j * width + i
                mesh.triangles.append([a, a + 1, a + width])
                mesh.triangles.append([a + 1, a + width + 1, a + width])
            }
        }
        return mesh
    }

    /// A square facing +z.
    static func square(half: Float, z: Float = 0) -> Mesh {
        Mesh(
            positions: [[-half, -half, z], [half, -half, z], [half, half, z], [-half, half, z]],
            uvs: [[0, 0], [1, 0], [1, 1], [0, 1]], triangles: [[0, 1, 2], [0, 2, 3]])
    }

    static func matte(_ albedo: Vector3) -> Material { .coated(CoatedMaterial(colour: albedo, roughness: 0)) }

    /// A camera on +z that looks at the origin; `span` millimetres are seen across the frame.
    static func camera(pixels: Int, span: Float) -> Camera {
        Camera(
            position: [0, 0, 1000], target: .zero, focalLength: 36 * 1000 / span, width: pixels, height: pixels)
    }

    static func sky(_ radiance: Float, group: LightGroup = .environment) -> Light {
        .environment(
            EnvironmentLight(group: group, map: ImageBuffer<SceneLinear>(width: 8, height: 4, fill: radiance)))
    }

    static func settings(
        _ samples: Int, _ groups: [LightGroup] = [.environment], seed: UInt64 = 1, window: PixelWindow? = nil
    ) -> RenderSettings {
        let mix = LightMix(Dictionary(uniqueKeysWithValues: groups.map { ($0, Vector3.one) }))
        return RenderSettings(
            samplesPerPixel: samples, maximumDepth: 12, seed: seed, groups: groups, expectedMix: mix, window: window,
            indirectLimit: 0)
    }
}

extension ImageBuffer where Meaning == SceneLinear {
    var mean: Vector3 {
        var sum = SIMD3<Double>.zero
        for y in 0..<height { for x in 0..<width { sum += SIMD3<Double>(rgb(x, y)) } }
        return Vector3(sum / Double(width * height))
    }
}

func isClose(_ a: Vector3, _ b: Vector3, within tolerance: Float) -> Bool {
    let d = a - b
    return max(abs(d.x), max(abs(d.y), abs(d.z))) <= tolerance
}
