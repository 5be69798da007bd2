public import Anatomy
internal import Geometry
public import Imaging
public import Rendering

/// The light that a person is photographed in: one key from a side, like a window, and little else.
///
/// Even light models nothing: cheeks, clavicles and folds of cloth vanish in it, and skin looks like a print. Product
/// photographers love it all the same, so a photo's light is taken as a direction and a colour, never as a ratio.
public enum PortraitLight {
    /// Share of the key's exposure that the weak frontal fill gives: three stops under, as beside a window.
    static let fill: Float = 0.045
    /// Gain of the place, which lights a little from all round and shows behind.
    static let place: Float = 0.105
    /// Exposure of the whole key.
    static let key: Float = 1.3

    /// The tone curve of a person's pictures: exposed for the skin, half of the way.
    ///
    /// - Parameter melanin: of the skin, 0 (very fair) … 1 (very dark).
    public static func view(melanin: Float) -> ViewTransform {
        ViewTransform(
            exposure: Geometry.mix(-0.15, 0.5, melanin), contrast: 1.16, shoulderStart: 0.5, highlightDesaturation: 0.75
        )
    }

    /// The mix for a picture of an ear: a window before the face, for hair something from above, and for the ear's
    /// thin rim something from behind.
    ///
    /// - Parameters:
    ///   - ear: nil is a picture from the front.
    ///   - yawDegrees: how far the camera is turned toward the face. The farther, the less a side light before the
    ///     face reaches the ear: frontal boxes take over.
    ///   - photo: the light of the product photo, if there is one.
    public static func mix(facing ear: EarSide?, yawDegrees: Float = 0, like photo: LightMix? = nil) -> LightMix {
        guard let ear else { return mix(like: photo) }
        // The face looks to the camera's left where the left ear is seen.
        let before: LightGroup = ear == .left ? .left : .right
        var gains = mix(like: photo ?? LightMix([before: .one])).gains
        if let side = gains[before] {
            let share = 0.85 * smoothstep(0, 40, yawDegrees)
            gains[before] = side * (1 - share)
            gains[.softboxes, default: .zero] += side * share
        }
        gains[.overhead, default: .zero] += SIMD3(repeating: key * 0.2)
        gains[.fill, default: .zero] *= 1.5
        gains[.rim, default: .zero] += SIMD3(repeating: key * 0.25)
        // The side of a head lies aslant to every light before the face.
        return LightMix(gains.mapValues { $0 * 1.35 })
    }

    /// The mix for a photo's light.
    ///
    /// - Parameter photo: The light of the product photo; nil, or light that says nothing of a side, is a window at
    ///   the camera's left, where every room has its own.
    public static func mix(like photo: LightMix? = nil) -> LightMix {
        var (leftness, rightness, above): (Float, Float, Float) = (0, 0, 0)
        var tint = SIMD3<Float>(repeating: 1)
        if let photo {
            func strength(_ group: LightGroup) -> Float { luminance(photo[group]) }
            leftness = strength(.left) + 0.12 * strength(.softboxes)
            rightness = strength(.right)
            above = strength(.overhead)
            tint = colour(of: photo)
        }
        // The key takes the stronger side whole; two keys would fill each other's shadows.
        let fromRight = rightness > leftness + 0.02
        // Light from straight above alone hollows the neck: at most a third of the key comes from there.
        let sum = max(max(leftness, rightness) + above, 1e-4)
        let top = min(above / sum, 0.34)
        return LightMix(
            [
                fromRight ? .right : .left: tint * (key * (1 - top)),
                .overhead: tint * (key * top),
                .fill: tint * (key * fill),
                .environment: SIMD3(repeating: place),
            ].filter { $0.value != .zero })
    }

    /// Colour of a photo's light at luminance 1, no farther from white than skin can bear.
    private static func colour(of photo: LightMix) -> SIMD3<Float> {
        let sum = LightGroup.allCases.reduce(SIMD3<Float>.zero) { $0 + photo[$1] }
        let y = luminance(sum)
        guard y > 0 else { return SIMD3(repeating: 1) }
        let bounded = (sum / y).clamped(lowerBound: SIMD3(repeating: 0.8), upperBound: SIMD3(repeating: 1.2))
        return bounded / luminance(bounded)
    }
}
