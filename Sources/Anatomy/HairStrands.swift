internal import Foundation
public import Geometry

/// Strands of hair as chains of points, root first, in millimetres on a posed body.
public struct HairStrands: Sendable {
    /// Points of all strands, one after the other.
    public private(set) var points: [Vector3] = []
    /// Half the thickness at each point.
    public private(set) var radii: [Float] = []
    /// Number of points of each strand, at least two.
    public private(set) var counts: [Int] = []
    /// Whether each strand is of the lighter kind: bleached by the sun, or white with age.
    public private(set) var isLight: [Bool] = []
    /// Of so many strands of a wisp one grows, as many times as thick: for pictures too small to tell.
    let thinning: Int

    public init(thinning: Int = 1) { self.thinning = thinning }

    public var isEmpty: Bool { counts.isEmpty }

    /// The strands of one kind.
    public func only(light: Bool) -> HairStrands {
        var (kept, first) = (HairStrands(), 0)
        for (count, kind) in zip(counts, isLight) {
            if kind == light {
                kept.points += points[first..<first + count]
                kept.radii += radii[first..<first + count]
                kept.counts.append(count)
                kept.isLight.append(kind)
            }
            first += count
        }
        return kept
    }

    /// Adds a strand of a root's half thickness, which narrows to a tip.
    ///
    /// - Parameter taper: share of its length where it begins to narrow.
    mutating func append(_ strand: [Vector3], radius: Float, isLight light: Bool = false, taper: Float = 0.62) {
        guard strand.count > 1 else { return }
        points += strand
        isLight.append(light)
        counts.append(strand.count)
        for k in strand.indices {
            let t = Float(k) / Float(strand.count - 1)
            radii.append(radius * mix(1, 0.2, smoothstep(taper, 1, t)))
        }
    }
}

/// How hair bends by itself, from a person's trait.
struct HairCurl: Sendable {
    /// Length of one wave or turn, millimetres.
    var wavelength: Float
    /// How far it swings from its middle line, millimetres.
    var amplitude: Float
    /// Swing across the sheet of hair over the swing within it: waves lie flat, curls are round.
    var roundness: Float
    /// Wandering of a single strand, millimetres.
    var frizz: Float
    /// How much more room curls need.
    var volume: Float
    /// Points that draw one wave.
    var pointsPerTurn: Float = 6.5

    /// - Parameter curl: 0 straight … 1 coily.
    init(_ curl: Float) {
        wavelength = 150 * exp(-2.45 * curl)
        amplitude = min(2.5 + 24 * curl, 0.2 * wavelength)
        roundness = mix(0.4, 1, smoothstep(0.3, 0.8, curl))
        frizz = 0.35 + 1.1 * curl
        volume = 1 + 0.8 * smoothstep(0.45, 1, curl)
    }

    /// Distance between a strand's points that still draws its waves, millimetres.
    var spacing: Float { min(max(wavelength / pointsPerTurn, 2.2), 9) }
}

extension PCG32 {
    /// Uniform in a range.
    mutating func next(_ low: Float, _ high: Float) -> Float { low + (high - low) * nextFloat() }

    /// About normal with a deviation of one, never beyond ±3.5.
    mutating func nextNormal() -> Float {
        var sum: Float = 0
        for _ in 0..<7 { sum += nextFloat() }
        return (sum - 3.5) * 1.309
    }
}
