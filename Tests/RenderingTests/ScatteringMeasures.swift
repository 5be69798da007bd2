import Foundation
import Geometry
import Rendering
import Testing

/// What every lobe offers, so that one test can ask all of them.
protocol ScatteringLobe: Sendable {
    func evaluate(wo: Vector3, wi: Vector3) -> (value: Vector3, pdf: Float)
    func sample(wo: Vector3, u: SIMD3<Float>) -> ScatteringSample?
}

extension Lambertian: ScatteringLobe {}
extension OrenNayar: ScatteringLobe {}
extension ConductorScattering: ScatteringLobe {}
extension DielectricScattering: ScatteringLobe {}
extension CoatedScattering: ScatteringLobe {}
extension SkinSpecular: ScatteringLobe {}
extension ClothScattering: ScatteringLobe {}

/// A lobe with a name to show in a failing test.
struct LobeCase: Sendable, CustomTestStringConvertible {
    var name: String
    var lobe: any ScatteringLobe
    var testDescription: String { name }

    init(_ name: String, _ lobe: some ScatteringLobe) {
        (self.name, self.lobe) = (name, lobe)
    }
}

/// The direction at `degrees` from the normal, turned by an azimuth so that no axis is special.
func direction(degrees: Float, azimuth: Float = 0.7) -> Vector3 {
    let t = degrees * .pi / 180
    return Vector3(sin(t) * cos(azimuth), sin(t) * sin(azimuth), cos(t))
}

/// The n-th point of a low-discrepancy sequence in the unit cube (Kronecker, generalised golden ratio, Roberts 2018).
func lowDiscrepancyPoint(_ n: Int) -> SIMD3<Float> {
    let g = 1.22074408460575947536
    func part(_ a: Double) -> Float {
        let x = 0.5 + a * Double(n + 1)
        return min(Float(x - x.rounded(.down)), 0x1.fffffep-1)
    }
    return SIMD3(part(1 / g), part(1 / (g * g)), part(1 / (g * g * g)))
}

/// A grid of the sphere, even in polar angle and azimuth about z, each cell split for quadrature.
struct SphereGrid {
    var rows = 24
    var columns = 32
    /// Sub-cells along each edge of a cell.
    var split = 12

    var count: Int { rows * columns }

    func cell(of w: Vector3) -> Int {
        let row = min(Int(acos(min(max(w.z, -1), 1)) / .pi * Float(rows)), rows - 1)
        let turn = (atan2(w.y, w.x) / (2 * .pi) + 1).truncatingRemainder(dividingBy: 1)
        return row * columns + min(Int(turn * Float(columns)), columns - 1)
    }

    /// The integral of `f` over each cell, by the midpoint rule.
    func integrals(_ f: (Vector3) -> Double) -> [Double] {
        let area = 2 * Double.pi * Double.pi / Double(count * split * split)
        return (0..<count).map { cell in
            var sum = 0.0
            for i in 0..<split {
                for j in 0..<split {
                    let theta = (Double(cell / columns) + (Double(i) + 0.5) / Double(split)) / Double(rows) * .pi
                    let phi =
                        (Double(cell % columns) + (Double(j) + 0.5) / Double(split)) / Double(columns) * 2 * .pi
                    let r = sin(theta)
                    sum += f(Vector3(Float(r * cos(phi)), Float(r * sin(phi)), Float(cos(theta)))) * r
                }
            }
            return sum * area
        }
    }
}

/// Mean weight of samples: the share of even light from all round that a lobe sends to `wo`.
func directionalAlbedo(_ lobe: some ScatteringLobe, wo: Vector3, samples: Int = 20_000) -> SIMD3<Double> {
    var sum = SIMD3<Double>.zero
    for n in 0..<samples {
        if let s = lobe.sample(wo: wo, u: lowDiscrepancyPoint(n)) { sum += SIMD3<Double>(s.weight) }
    }
    return sum / Double(samples)
}

/// How far counts lie from what a density expects: the χ² of Pearson as a number of standard deviations
/// (Wilson and Hilferty 1931). Cells that expect few are pooled.
func chiSquareDeviation(counts: [Int], expected: [Double]) -> Double {
    var (statistic, degrees) = (0.0, 0.0)
    var (pooledCount, pooledExpected) = (0.0, 0.0)
    func add(_ count: Double, _ expectation: Double) {
        statistic += (count - expectation) * (count - expectation) / expectation
        degrees += 1
    }
    for (count, expectation) in zip(counts, expected) {
        if expectation < 8 {
            pooledCount += Double(count)
            pooledExpected += expectation
        } else {
            add(Double(count), expectation)
        }
    }
    if pooledExpected > 1 { add(pooledCount, pooledExpected) }
    // A handful where next to nothing may fall is a failure of its own.
    if pooledExpected <= 1, pooledCount > 10 { return .infinity }
    degrees -= 1
    let k = 2 / (9 * degrees)
    return (pow(statistic / degrees, 1 / 3) - (1 - k)) / k.squareRoot()
}
