internal import Foundation
internal import Geometry
internal import Imaging

/// The network's reading corrected by what glints, display and shadow say, and the mix that follows.
///
/// Each sign is taken for a noisy measurement of the key in the picture, r = gain · key + offset + noise, whose gain,
/// offset and noise were fitted on rendered photographs by `Training/light/calibrate.py`. The network's normal
/// distribution is updated by them one after another, as a Kalman filter (1960) does.
struct LightFusion {
    /// The key in the picture.
    let direction: Vector2
    let mix: Estimate<LightMix>

    /// How a sign follows the key.
    struct Measurement {
        var gain: Float
        /// What it says without any key: displays are brighter above in most photographs.
        var offset: Vector2
        /// Standard deviation where its certainty is 1; it grows as certainty falls.
        var noise: Float
    }

    // Twice the noise that was measured: what misleads a sign often misleads the network too.
    static let glints = Measurement(gain: 0.40, offset: Vector2(0, -0.11), noise: 2 * 0.13)
    static let slope = Measurement(gain: 0.32, offset: Vector2(0, 0.03), noise: 2 * 0.18)
    static let shadow = Measurement(gain: 0.20, offset: Vector2(0, -0.36), noise: 2 * 0.20)
    /// Factor from the network's own deviation to what was measured.
    static let deviationFactor: Float = 1.44

    /// Error of the key that ``LightEstimate`` calls right.
    static let tolerance: Float = 0.25
    /// Confidences between which the mix goes from a tent to what was read.
    private static let believed: (none: Float, all: Float) = (0.2, 0.5)

    init(network: LightNetwork.Reading, signs: LightReadings, flashFired: Bool?) {
        var key = Vector2(network.key.x, network.key.y)
        var variance = powf(network.deviation * Self.deviationFactor, 2)
        for (sign, measurement) in [
            (signs.glints, Self.glints), (signs.slope, Self.slope), (signs.shadow, Self.shadow),
        ] {
            Self.update(&key, &variance, by: sign, measurement)
        }
        var shares = Dictionary(uniqueKeysWithValues: zip(LightGroup.allCases, network.shares))
        if flashFired == false { shares[.flash]? *= 0.5 }
        shares = Self.shares(shares, lighting: key)
        var confidence = 1 - expf(-Self.tolerance * Self.tolerance / (2 * variance))
        if flashFired == true {
            // Whatever else shines, a flash that close outshines most of it.
            for (group, share) in shares { shares[group] = 0.3 * share }
            shares[.flash, default: 0] += 0.7
            key = 0.3 * key + 0.7 * Vector2(LightGroup.flash.netDirection.x, LightGroup.flash.netDirection.y)
            confidence = max(confidence, 0.7)
        }
        let belief = smoothstep(Self.believed.none, Self.believed.all, confidence)
        var weights = shares.mapValues { $0 * belief }
        // What shines from all round is a tent for whoever is photographed next; their place brings its own light.
        weights[.tent, default: 0] += 1 - belief + (weights.removeValue(forKey: .environment) ?? 0)
        direction = key * belief
        mix = Estimate(LightMix(weights: weights), confidence: confidence)
    }

    private static func update(
        _ key: inout Vector2, _ variance: inout Float, by sign: LightReading, _ measurement: Measurement
    ) {
        guard sign.certainty > 0.02 else { return }
        let noise = measurement.noise * measurement.noise / sign.certainty
        let innovation = sign.direction - measurement.gain * key - measurement.offset
        let trust = variance * measurement.gain / (measurement.gain * measurement.gain * variance + noise)
        key += innovation * trust
        variance *= 1 - trust * measurement.gain
    }

    /// The shares nearest to the given ones whose key is the wanted one, as far as non-negative shares allow.
    ///
    /// Projected gradient descent on ‖w − w₀‖² + 4‖D w − key‖².
    static func shares(_ start: [LightGroup: Float], lighting key: Vector2) -> [LightGroup: Float] {
        let groups = LightGroup.allCases
        // The studio's other lamps stand a little aside; a mirrored photo shall have the mirrored mix all the same.
        let directions = groups.map { Vector2($0 == $0.mirrored ? 0 : $0.netDirection.x, $0.netDirection.y) }
        let origin = groups.map { max(start[$0] ?? 0, 0) }
        var w = origin
        for _ in 0..<60 {
            let miss = zip(w, directions).reduce(-key) { $0 + $1.0 * $1.1 }
            for k in w.indices { w[k] = max(0, w[k] - 0.08 * (w[k] - origin[k] + 4 * dot(directions[k], miss))) }
            let total = max(w.reduce(0, +), 1e-6)
            for k in w.indices { w[k] /= total }
        }
        return Dictionary(uniqueKeysWithValues: zip(groups, w))
    }
}
