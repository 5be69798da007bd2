internal import Foundation
public import Geometry
public import Imaging

/// The studio's lights around a subject, placed as a photographer would say it: from the camera's point of view.
///
/// Every group at gain 1 gives a white card that faces its light a radiance of 1, so gains are exposures and a mix
/// whose gains sum to about 1 is a normally exposed picture.
public struct StudioLights: Sendable {
    /// What the lights point at, millimetres.
    public var subject: Vector3
    /// Half of the subject's extent, millimetres; lights stand back and grow with it.
    public var radius: Float
    /// Unit vector that the photographer calls up.
    public var up: Vector3
    /// Unit vector from subject to camera, square to `up`.
    public var towardCamera: Vector3

    public init(subject: Vector3, radius: Float, camera: Camera) {
        (self.subject, self.radius) = (subject, radius)
        let d = camera.position - subject
        up = camera.up.normalized
        let flat = d - up * dot(d, up)
        // A camera straight above still needs a front.
        towardCamera = flat.length > 0.1 * d.length ? flat.normalized : cross(camera.axes.right, up)
    }

    /// The lights of the given groups.
    ///
    /// - Parameter environment: the map of the `environment` group; without one that group is an even grey sky.
    public func lights(for groups: [LightGroup], environment: ImageBuffer<SceneLinear>? = nil) -> [Light] {
        groups.flatMap { lights(of: $0, environment: environment) }
    }

    private func lights(of group: LightGroup, environment: ImageBuffer<SceneLinear>?) -> [Light] {
        switch group {
        case .softboxes:
            return [
                softbox(group, azimuth: -48, elevation: 34, distance: 6.5, width: 3.6, height: 4.8, share: 0.62),
                softbox(group, azimuth: 52, elevation: 28, distance: 7.5, width: 3.6, height: 4.8, share: 0.38),
            ]
        case .flash:
            return [softbox(group, azimuth: 4, elevation: 9, distance: 8, width: 0.5, height: 0.35, share: 1)]
        case .overhead:
            return [softbox(group, azimuth: 0, elevation: 74, distance: 6, width: 5, height: 4, share: 1)]
        case .left:
            return [softbox(group, azimuth: -66, elevation: 30, distance: 6, width: 3.2, height: 5, share: 1)]
        case .right:
            return [softbox(group, azimuth: 66, elevation: 30, distance: 6, width: 3.2, height: 5, share: 1)]
        case .tent:
            return [.environment(EnvironmentLight(group: group, map: Self.tentMap))]
        case .fill:
            return [softbox(group, azimuth: 14, elevation: 4, distance: 10, width: 9, height: 6, share: 1)]
        case .rim:
            return [
                softbox(group, azimuth: 146, elevation: 30, distance: 7, width: 1.6, height: 4.5, share: 0.6),
                softbox(group, azimuth: -150, elevation: 36, distance: 7, width: 1.6, height: 4.5, share: 0.4),
            ]
        case .environment:
            let map = environment.map(Self.normalised) ?? Self.evenSky
            // The map's middle column is seen along −z; turn it so that it lies behind the subject.
            let yaw = atan2(towardCamera.x, towardCamera.z) * 180 / .pi
            return [.environment(EnvironmentLight(group: group, map: map, yaw: yaw))]
        }
    }

    /// A rectangle that faces the subject.
    ///
    /// - Parameters:
    ///   - azimuth: degrees from the camera's direction, negative at the camera's left.
    ///   - elevation: degrees above the horizon.
    ///   - distance, width, height: in units of `radius`.
    ///   - share: irradiance at the subject, π being a white card at 1.
    private func softbox(
        _ group: LightGroup, azimuth: Float, elevation: Float, distance: Float, width: Float, height: Float,
        share: Float
    ) -> Light {
        let toRight = cross(up, towardCamera)
        let (a, e) = (azimuth * .pi / 180, elevation * .pi / 180)
        let direction = ((towardCamera * cos(a) + toRight * sin(a)) * cos(e) + up * sin(e)).normalized
        let centre = subject + direction * (distance * radius)
        let facing = -direction
        let side = cross(up, facing).normalized
        let upright = cross(facing, side)
        let (w, h) = (width * radius, height * radius)
        let radiance = share * .pi * (distance * radius) * (distance * radius) / (w * h)
        return .area(
            AreaLight(
                group: group, centre: centre, u: side * (w / 2), v: upright * (h / 2),
                radiance: Vector3(repeating: radiance), falloff: 0.35))
    }

    /// White cloth all round, a little brighter above, with the dark gap that the lens looks through.
    private static let tentMap: ImageBuffer<SceneLinear> = {
        var map = ImageBuffer<SceneLinear>(width: 64, height: 32)
        for y in 0..<32 {
            let elevation = 90 - (Float(y) + 0.5) / 32 * 180
            let value = mix(0.62, 1.18, smoothstep(-60, 70, elevation))
            for x in 0..<64 {
                for c in 0..<3 { map.pixels[map.index(x, y) + c] = value }
            }
        }
        return map
    }()

    private static let evenSky = ImageBuffer<SceneLinear>(width: 16, height: 8, fill: 0.8)

    /// A map scaled so that an upright white card that faces the camera reads about 1, hot spots held and
    /// its colour nearly taken: a window behind a subject draws a blue line round it that no other part of the picture explains.
    private static func normalised(_ map: ImageBuffer<SceneLinear>) -> ImageBuffer<SceneLinear> {
        var (sum, weight): (Float, Float) = (0, 0)
        var out = map
        for y in 0..<map.height {
            let solid = sin((Float(y) + 0.5) / Float(map.height) * .pi)
            for x in 0..<map.width {
                let i = map.index(x, y)
                // The card faces the camera, so it sees the half of the map that is not behind the subject.
                let azimuth = (Float(x) + 0.5) / Float(map.width) * 2 * .pi
                let cosine = max(cos(azimuth), 0) * solid
                let c = Vector3(map.pixels[i], map.pixels[i + 1], map.pixels[i + 2])
                sum += min(luminance(c), 3) * cosine * solid
                weight += cosine * solid
            }
        }
        let scale = weight > 0 && sum > 0 ? weight / sum : 1
        for i in stride(from: 0, to: out.pixels.count, by: 3) {
            let c = Vector3(out.pixels[i], out.pixels[i + 1], out.pixels[i + 2]) * scale
            let y = luminance(c)
            let held = mix(c, Vector3(repeating: y), 0.8) * (y > 3 ? 3 / y : 1)
            for k in 0..<3 { out.pixels[i + k] = max(held[k], 0) }
        }
        return out
    }
}
