public import Appraisal
public import Foundation
internal import Geometry
public import Imaging
internal import Specimens

/// Reads the light of layered specimens (`parure specimens`) and compares it with what lit them.
public struct LightBench: Sendable {
    /// The side that the light comes from, for people.
    public enum Side: String, Sendable, Codable, CaseIterable {
        case left, right, top, front
        /// From all round.
        case even

        init(_ key: Vector3) {
            let toward: [(Side, Float)] = [(.left, -key.x), (.right, key.x), (.top, -key.y), (.front, key.z)]
            let strongest = toward.max { $0.1 < $1.1 }!
            self = key.length < 0.35 ? .even : strongest.0
        }
    }

    /// What one way of reading makes of a photograph.
    public struct Answer: Sendable, Codable {
        /// Shares of the groups' luminances in the order of `LightGroup`. The environment counts as tent: both shine from
        /// all round.
        public var shares: [Float]
        /// x right, y down, z toward the camera.
        public var key: [Float]
        public var confidence: Float

        var vector: Vector3 { [key[0], key[1], key[2]] }
        public var side: Side { Side(vector) }

        init(_ mix: LightMix, confidence: Float) {
            let y = LightGroup.allCases.map { luminance(mix[$0]) }
            let total = max(y.reduce(0, +), 1e-6)
            shares = y.map { $0 / total }
            shares[LightGroup.tent.rawValue] += shares[LightGroup.environment.rawValue]
            shares[LightGroup.environment.rawValue] = 0
            let k = mix.netDirection
            (key, self.confidence) = ([k.x, k.y, k.z], confidence)
        }
    }

    /// A sign as it was read, for fitting how far to trust it: x, y, certainty.
    public struct Record: Sendable, Codable {
        public var name: String
        public var truth: Answer
        /// The display alone, as without the network.
        public var display: Answer
        /// Everything together.
        public var fused: Answer
        public var network: Answer?
        /// Standard deviation that the network gives its key.
        public var deviation: Float?
        public var slope, shadow, glints: [Float]
        /// Of the whole reading.
        public var seconds: Double
    }

    /// The side that a mix comes from.
    public static func side(of mix: LightMix) -> Side { Side(mix.netDirection) }

    private let network: LightNetwork?

    /// - Parameter network: nil measures the display's reading alone.
    public init(network: LightNetwork?) { self.network = network }

    /// Reads one specimen's folder.
    ///
    /// - Throws: `ImagingError`, `DecodingError`, errors of the file system.
    public func run(_ folder: URL) throws -> Record {
        let layers = try LayeredPhotograph(contentsOf: folder)
        let (photo, alpha, truth) = (layers.picture, layers.alpha, layers.truth)
        let start = Date()
        let estimate = LightEstimate(photo: photo, alpha: alpha, network: network)
        let seconds = Date().timeIntervalSince(start)
        let readings = LightReadings(photo: photo, alpha: alpha, network: network)
        var signs = readings
        signs.network = nil
        let display = LightEstimate(signs, tone: estimate.tone)
        func sign(_ r: LightReading) -> [Float] { [r.direction.x, r.direction.y, r.certainty] }
        return Record(
            name: folder.lastPathComponent, truth: Answer(truth.mix, confidence: 1),
            display: Answer(display.mix.value, confidence: display.mix.confidence),
            fused: Answer(estimate.mix.value, confidence: estimate.mix.confidence),
            network: readings.network.map { reading in
                let gains = zip(LightGroup.allCases, reading.shares).map { ($0, SIMD3<Float>(repeating: $1)) }
                var answer = Answer(LightMix(Dictionary(uniqueKeysWithValues: gains)), confidence: 1)
                answer.key = [reading.key.x, reading.key.y, reading.key.z]
                return answer
            }, deviation: readings.network?.deviation, slope: sign(readings.slope), shadow: sign(readings.shadow),
            glints: sign(readings.glints), seconds: seconds)
    }
}

extension LayeredPhotograph.Truth {
    var mix: LightMix {
        var gains: [LightGroup: SIMD3<Float>] = [:]
        for group in LightGroup.allCases {
            guard let gain = light["\(group)"], gain.count == 3 else { continue }
            gains[group] = [gain[0], gain[1], gain[2]]
        }
        return LightMix(gains)
    }
}

/// Errors of the readings as text: a line a way of reading, then how far the confidence can be believed.
public struct LightBenchTable: Sendable {
    private let records: [LightBench.Record]

    public init(_ records: [LightBench.Record]) { self.records = records }

    public var text: String {
        let tent = LightBench.Answer(LightMix([.tent: .one]), confidence: 0)
        var lines = [
            "                     direction°  side   left or right  shares (mean absolute)  key (distance)"
        ]
        lines.append(line("always a tent", records.map { ($0.truth, tent) }))
        lines.append(line("the display alone", records.map { ($0.truth, $0.display) }))
        lines.append(line("the network alone", records.compactMap { r in r.network.map { (r.truth, $0) } }))
        lines.append(line("all together", records.map { ($0.truth, $0.fused) }))
        lines += ["", "confidence    photographs  said on average  right within 0.25"]
        for bin in [0..<0.2, 0.2..<0.35, 0.35..<0.5, 0.5..<0.65, 0.65..<0.8, 0.8..<Float(1.01)] {
            let inside = records.filter { bin.contains($0.fused.confidence) }
            guard !inside.isEmpty else { continue }
            let right = inside.filter { Self.aside($0.truth, $0.fused) < 0.25 }
            lines.append(
                String(
                    format: "%.2f…%.2f %12d %16.2f %18.2f", bin.lowerBound, min(bin.upperBound, 1), inside.count,
                    inside.reduce(0) { $0 + $1.fused.confidence } / Float(inside.count),
                    Float(right.count) / Float(inside.count)))
        }
        let seconds = records.map(\.seconds).sorted()
        if let middle = seconds.dropFirst(seconds.count / 2).first {
            lines.append(String(format: "\n%d photographs, %.3f s each (median)", records.count, middle))
        }
        return lines.joined(separator: "\n")
    }

    /// Distance of the keys in the picture.
    private static func aside(_ a: LightBench.Answer, _ b: LightBench.Answer) -> Float {
        hypotf(a.key[0] - b.key[0], a.key[1] - b.key[1])
    }

    private func line(_ name: String, _ pairs: [(truth: LightBench.Answer, found: LightBench.Answer)]) -> String {
        func mean(_ values: [Double]) -> Double { values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count) }
        func flat(_ a: LightBench.Answer) -> Vector3 { [a.key[0], a.key[1], 0] }
        // A direction is asked for only where there is one; who names none is off by a right angle.
        let sided = pairs.filter { flat($0.truth).length > 0.3 }
        let lateral = pairs.filter { abs($0.truth.key[0]) > 0.25 }
        let angles = sided.map { flat($0.found).length < 0.02 ? 90 : degrees(between: flat($0.truth), flat($0.found)) }
        let sides = pairs.map { $0.truth.side == $0.found.side ? 1.0 : 0 }
        let halves = lateral.map { $0.truth.key[0] * $0.found.key[0] > 0 ? 1.0 : 0 }
        let shares = pairs.map { pair in
            Double(zip(pair.truth.shares, pair.found.shares).reduce(0) { $0 + abs($1.0 - $1.1) })
                / Double(pair.truth.shares.count)
        }
        let distances = pairs.map { Double(Self.aside($0.truth, $0.found)) }
        let title = name + String(repeating: " ", count: max(0, 20 - name.count))
        return title
            + String(
                format: "%10.0f %5.0f %% %13.0f %% %17.3f %22.3f", mean(angles), 100 * mean(sides), 100 * mean(halves),
                mean(shares), mean(distances))
    }
}
