public import Geometry
public import Imaging

/// What lit a product photo, read from its display's shading, the piece and its shadow, and the camera's own word.
///
/// A network that was taught on rendered photographs reads the whole photo; highlights on rounded metal, the slope of
/// the display and the cast shadow correct it as far as each is to be believed. Where all of it says little, as on black
/// velvet, the light is a tent: what product photographers use most. Without a network the readings of the display
/// speak alone.
///
/// ```swift
/// let network = try LightNetwork(weights: folders.lightWeights, runtime: folders.inferenceLibraries)
/// let light = LightEstimate(photo: photo, alpha: cutout.alpha, network: network)
/// ```
public struct LightEstimate: Sendable {
    /// Weights of the light groups; each group neutral. The confidence is the probability that ``direction`` is right
    /// within 0.25, about a sixth of the way from the camera's left to its right.
    public var mix: Estimate<LightMix>
    public var tone: PhotoTone
    /// Direction toward the light in the picture: x right, y down, length 0 (even) to 1 (hard to one side).
    public var direction: Vector2

    /// - Parameters:
    ///   - photo: The upright photo.
    ///   - alpha: Where the piece is, the photo's size.
    ///   - flashFired: What the camera noted.
    ///   - network: The trained reading; nil reads the display alone.
    public init(
        photo: ImageBuffer<DisplayLinear>, alpha: ImageBuffer<Coverage>, flashFired: Bool? = nil,
        network: LightNetwork? = nil
    ) {
        let scene = LightScene(photo: photo, alpha: alpha)
        let readings = LightReadings(scene, photo: photo, alpha: alpha, network: network)
        self.init(readings, tone: scene.tone(), flashFired: flashFired)
    }

    package init(_ readings: LightReadings, tone: PhotoTone, flashFired: Bool? = nil) {
        self.tone = tone
        if let network = readings.network {
            let fused = LightFusion(network: network, signs: readings, flashFired: flashFired)
            (direction, mix) = (fused.direction, fused.mix)
        } else {
            let display = DisplayLight(slope: readings.slope, shadow: readings.shadow)
            (direction, mix) = (display.direction, display.mix(flashFired: flashFired ?? false))
        }
    }
}

/// Everything in a photo that speaks of its light, before it is weighed.
package struct LightReadings: Sendable {
    /// nil where there is no network.
    package var network: LightNetwork.Reading?
    package var slope, shadow, glints: LightReading

    init(
        _ scene: LightScene, photo: ImageBuffer<DisplayLinear>, alpha: ImageBuffer<Coverage>, network: LightNetwork?
    ) {
        (slope, shadow) = (scene.shading(), scene.castShadow())
        self.network = network?.read(photo, alpha: alpha)
        glints = GlintReading(photo: photo, alpha: alpha).reading
    }

    package init(photo: ImageBuffer<DisplayLinear>, alpha: ImageBuffer<Coverage>, network: LightNetwork?) {
        self.init(LightScene(photo: photo, alpha: alpha), photo: photo, alpha: alpha, network: network)
    }
}

/// The light by the display alone: the slope of its luminance, and the side on which the piece darkens it.
struct DisplayLight {
    var direction: Vector2
    var certainty: Float

    init(slope: LightReading, shadow: LightReading) {
        let sum = slope.direction * slope.certainty + shadow.direction * shadow.certainty
        certainty = min(1, slope.certainty + shadow.certainty)
        let aim = certainty > 0 ? sum / max(slope.certainty + shadow.certainty, 1e-3) : .zero
        direction = aim.length > 1 ? aim.normalized : aim
    }

    func mix(flashFired flash: Bool) -> Estimate<LightMix> {
        let known = certainty * min(1, direction.length * 1.5)
        var weights: [LightGroup: Float] = [:]
        weights[.tent] = 0.5 * (1 - 0.6 * known)
        weights[.softboxes] = 0.5 * (1 - 0.7 * known)
        weights[.left] = 0.9 * known * max(0, -direction.x)
        weights[.right] = 0.9 * known * max(0, direction.x)
        weights[.overhead] = 0.7 * known * max(0, -direction.y)
        weights[.fill] = 0.15
        if flash { weights[.flash] = 0.8 }
        return Estimate(LightMix(weights: weights), confidence: flash ? max(0.5, certainty) : certainty * 0.8)
    }
}

/// One sign of where the light comes from.
package struct LightReading: Sendable {
    /// Toward the light in the picture, length 0…1.
    package var direction: Vector2
    /// 0 (says nothing) … 1.
    package var certainty: Float

    static let none = LightReading(direction: .zero, certainty: 0)
}

extension LightMix {
    /// Neutral gains from weights of any sum; 1 in all, none below zero.
    init(weights: [LightGroup: Float]) {
        let positive = weights.filter { $0.value > 0 }
        let total = positive.values.reduce(0, +)
        self.init(positive.mapValues { SIMD3<Float>(repeating: $0 / max(total, 1e-6)) })
    }
}
