internal import Foundation
public import Geometry
public import Imaging

extension LightGroup {
    /// Where the group's light comes from: the sum of the unit vectors toward its lamps, each times its share of the
    /// group's light; x right, y down, z toward the camera. Zero for what shines from all round.
    ///
    /// These are the places of the studio's lights (`StudioLights` in Rendering), seen from the camera.
    public var netDirection: Vector3 {
        switch self {
        case .softboxes: Self.toward(-48, 34) * 0.62 + Self.toward(52, 28) * 0.38
        case .flash: Self.toward(4, 9)
        case .overhead: Self.toward(0, 74)
        case .left: Self.toward(-66, 30)
        case .right: Self.toward(66, 30)
        case .fill: Self.toward(14, 4)
        case .rim: Self.toward(146, 30) * 0.6 + Self.toward(-150, 36) * 0.4
        case .tent, .environment: .zero
        }
    }

    /// The group in a mirrored picture.
    var mirrored: LightGroup {
        switch self {
        case .left: .right
        case .right: .left
        default: self
        }
    }

    /// - Parameters:
    ///   - azimuth: degrees from the camera, negative at its left.
    ///   - elevation: degrees above it.
    private static func toward(_ azimuth: Float, _ elevation: Float) -> Vector3 {
        let (a, e) = (azimuth * .pi / 180, elevation * .pi / 180)
        return Vector3(sinf(a) * cosf(e), -sinf(e), cosf(a) * cosf(e))
    }
}

extension LightMix {
    /// Where the whole light comes from: the groups' net directions by their shares of the luminance; x right, y down,
    /// z toward the camera, length 0 (from all round) to 1 (one small lamp).
    public var netDirection: Vector3 {
        let total = LightGroup.allCases.reduce(0) { $0 + luminance(self[$1]) }
        guard total > 0 else { return .zero }
        return LightGroup.allCases.reduce(.zero) { $0 + $1.netDirection * (luminance(self[$1]) / total) }
    }
}
