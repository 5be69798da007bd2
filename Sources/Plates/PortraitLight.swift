public import Anatomy
internal import Geometry
public import Imaging
public import Rendering

/// How a picture is lit, within what the light of the product's photo allows: the side and the height of the key are the
/// photo's in every mood.
public enum LightMood: String, Sendable, Codable, CaseIterable {
    /// A window at one side.
    case window
    /// An overcast day: the same side, with far more light from all round.
    case soft
    /// Low sun: warm, with a rim from behind.
    case golden
    /// One hard lamp in the dark.
    case dark
    /// A shop's catalogue: bright and even.
    case bright

    /// Shares of the key's exposure that the frontal fill and the rim give.
    var fill: Float {
        switch self {
        case .window: PortraitLight.fill
        case .soft: 0.2
        case .golden: 0.07
        case .dark: 0.012
        case .bright: 0.28
        }
    }
    var rim: Float {
        switch self {
        case .window, .soft: 0
        case .golden: 0.42
        case .dark: 0.2
        case .bright: 0.1
        }
    }
    /// Gain of the place over the usual.
    var place: Float {
        switch self {
        case .window: 1
        case .soft: 1.6
        case .golden: 1.1
        case .dark: 0.42
        case .bright: 1.7
        }
    }
    /// Gain of the key over the usual, and its colour: never farther from the photo's white than a person can bear
    /// beside a product that keeps its own.
    var key: SIMD3<Float> {
        switch self {
        case .window: .one
        case .soft: SIMD3(0.74, 0.76, 0.78)
        case .golden: SIMD3(1.09, 0.98, 0.85)
        case .dark: SIMD3(repeating: 0.92)
        case .bright: SIMD3(repeating: 0.8)
        }
    }
    /// Contrast of the tone curve over the usual.
    var contrast: Float {
        switch self {
        case .window, .golden: 0
        case .soft: -0.05
        case .dark: 0.08
        case .bright: -0.04
        }
    }
}

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
    public static func view(melanin: Float, mood: LightMood = .window) -> ViewTransform {
        ViewTransform(
            exposure: Geometry.mix(-0.15, 0.5, melanin), contrast: 1.16 + mood.contrast, shoulderStart: 0.5,
            highlightDesaturation: 0.75
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
    public static func mix(
        facing ear: EarSide?, yawDegrees: Float = 0, like photo: LightMix? = nil, mood: LightMood = .window
    ) -> LightMix {
        guard let ear else { return mix(like: photo, mood: mood) }
        // The face looks to the camera's left where the left ear is seen.
        let before: LightGroup = ear == .left ? .left : .right
        var gains = mix(like: photo ?? LightMix([before: .one]), mood: mood).gains
        if let side = gains[before] {
            let share = 0.85 * smoothstep(0, 40, yawDegrees)
            gains[before] = side * (1 - share)
            gains[.softboxes, default: .zero] += side * share
        }
        gains[.overhead, default: .zero] += SIMD3(repeating: key * 0.26)
        gains[.fill, default: .zero] *= 1.5
        gains[.rim, default: .zero] += SIMD3(repeating: key * 0.5)
        // The side of a head lies aslant to every light before the face.
        return LightMix(gains.mapValues { $0 * 1.35 })
    }

    /// The mix for a photo's light.
    ///
    /// - Parameter photo: The light of the product photo; nil, or light that says nothing of a side, is a window at
    ///   the camera's left, where every room has its own.
    public static func mix(like photo: LightMix? = nil, mood: LightMood = .window) -> LightMix {
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
        let warm = tint * mood.key
        return LightMix(
            [
                fromRight ? .right : .left: warm * (key * (1 - top)),
                .overhead: warm * (key * top),
                .fill: tint * (key * mood.fill),
                .rim: warm * (key * mood.rim),
                .environment: SIMD3(repeating: place * mood.place),
            ].filter { $0.value != .zero })
    }

    /// Whether the key of a mix stands at the camera's right.
    public static func isFromRight(_ mix: LightMix) -> Bool { luminance(mix[.right]) > luminance(mix[.left]) }

    /// Colour of a photo's light at luminance 1, no farther from white than skin can bear.
    private static func colour(of photo: LightMix) -> SIMD3<Float> {
        let sum = LightGroup.allCases.reduce(SIMD3<Float>.zero) { $0 + photo[$1] }
        let y = luminance(sum)
        guard y > 0 else { return SIMD3(repeating: 1) }
        let bounded = (sum / y).clamped(lowerBound: SIMD3(repeating: 0.8), upperBound: SIMD3(repeating: 1.2))
        return bounded / luminance(bounded)
    }
}
