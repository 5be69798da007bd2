internal import Foundation
internal import Geometry

/// A small round mark that a life leaves on skin.
struct SkinMark: Sendable {
    enum Kind: Sendable { case mole, freckle, redSpot, blemish, paleSpot }
    var kind: Kind
    /// In the rest shape, millimetres.
    var centre: Vector3
    var radius: Float
    /// Peak strength, 1 is usual.
    var strength: Float
}

/// Scatters marks over a mesh's rest shape: as many as the traits say, the same ones for the same seed.
func scatterMarks(over mesh: Mesh, traits: SkinTraits, seed: UInt32) -> [SkinMark] {
    let positions = mesh.restPositions.isEmpty ? mesh.positions : mesh.restPositions
    var cumulative = [Double](repeating: 0, count: mesh.triangles.count)
    var area = 0.0
    for (i, t) in mesh.triangles.enumerated() {
        let (a, b, c) = (positions[Int(t.x)], positions[Int(t.y)], positions[Int(t.z)])
        area += Double(cross(b - a, c - a).length) / 2
        cumulative[i] = area
    }
    guard area > 0 else { return [] }
    var random = PCG32(seed: UInt64(seed), sequence: 77)

    func point() -> Vector3 {
        let u = Double(random.nextFloat()) * area
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] < u { low = middle + 1 } else { high = middle }
        }
        let t = mesh.triangles[low]
        let (r, s) = (random.nextFloat().squareRoot(), random.nextFloat())
        return positions[Int(t.x)] * (1 - r) + positions[Int(t.y)] * (r * (1 - s)) + positions[Int(t.z)] * (r * s)
    }
    // Densities a square decimetre at a trait of 1; fair skin shows more freckles and red spots.
    let squareDecimetres = Float(area) / 10_000
    let fair = 1 - smoothstep(0.35, 0.8, traits.melanin)
    func count(_ perSquareDecimetre: Float) -> Int { Int((perSquareDecimetre * squareDecimetres).rounded()) }
    var marks: [SkinMark] = []

    for _ in 0..<count(3.4 * traits.moles) {
        // Most moles are small; a few are not (log-normal radii about 0.65 mm).
        let size = exp(0.55 * gaussian(&random)) * 0.65
        marks.append(
            SkinMark(
                kind: .mole, centre: point(), radius: min(max(size, 0.4), 2.2), strength: 0.5 + random.nextFloat())
        )
    }
    for _ in 0..<count(90 * traits.freckles * fair) {
        let p = point()
        // Freckles gather where the sun was.
        guard fractalNoise(p / 22, octaves: 2, seed: seed &+ 5) > random.nextFloat() * 0.9 - 0.35 else { continue }
        marks.append(
            SkinMark(kind: .freckle, centre: p, radius: 0.35 + 0.5 * random.nextFloat(), strength: random.nextFloat()))
    }
    for _ in 0..<count(7 * traits.redSpots) {
        marks.append(
            SkinMark(
                kind: .redSpot, centre: point(), radius: 0.3 + 0.45 * random.nextFloat(),
                strength: 0.4 + 0.8 * random.nextFloat()))
    }
    for _ in 0..<count(1.6 * traits.redSpots) {
        marks.append(
            SkinMark(
                kind: .blemish, centre: point(), radius: 1.0 + 1.8 * random.nextFloat(),
                strength: 0.3 + 0.6 * random.nextFloat()))
    }
    for _ in 0..<count(3) {
        marks.append(
            SkinMark(
                kind: .paleSpot, centre: point(), radius: 0.6 + 1.6 * random.nextFloat(), strength: random.nextFloat()))
    }
    return marks
}

/// Marks sorted into cells, so that a vertex asks only its neighbours.
struct SkinMarkGrid: Sendable {
    private let marks: [SkinMark]
    private var cells: [SIMD3<Int32>: [Int]] = [:]
    /// Larger than any mark's reach.
    private static let cellSize: Float = 8

    init(_ marks: [SkinMark]) {
        self.marks = marks
        for (i, mark) in marks.enumerated() {
            let low = Self.cell(mark.centre - Vector3(repeating: 2 * mark.radius))
            let high = Self.cell(mark.centre + Vector3(repeating: 2 * mark.radius))
            for x in low.x...high.x {
                for y in low.y...high.y {
                    for z in low.z...high.z { cells[SIMD3(x, y, z), default: []].append(i) }
                }
            }
        }
    }

    private static func cell(_ p: Vector3) -> SIMD3<Int32> { SIMD3<Int32>((p / cellSize).rounded(.down)) }

    /// Changes the chromophores at `p` by the marks that reach it.
    func apply(at p: Vector3, to c: inout Chromophores) {
        guard let near = cells[Self.cell(p)] else { return }
        for i in near {
            let mark = marks[i]
            // Marks are not quite round.
            let wobble = 1 + 0.25 * valueNoise(p / max(mark.radius, 0.4), seed: UInt32(i))
            let d = (p - mark.centre).length / (mark.radius * wobble)
            guard d < 2 else { continue }
            let soft = 1 - smoothstep(0.45, 1.25, d)
            switch mark.kind {
            case .mole: c.melanin += soft * mark.strength * (0.9 + 0.8 * c.melanin)
            case .freckle: c.melanin += soft * mark.strength * 0.28
            case .redSpot: c.haemoglobin += soft * mark.strength * 0.55
            case .blemish: c.haemoglobin += exp(-d * d) * mark.strength * 0.28
            case .paleSpot:
                c.melanin *= 1 - 0.18 * soft * mark.strength
                c.haemoglobin *= 1 - 0.2 * soft * mark.strength
            }
        }
    }
}

/// A normal deviate (Box and Muller 1958).
func gaussian(_ random: inout PCG32) -> Float {
    let radius = (-2 * log(max(random.nextFloat(), 1e-7))).squareRoot()
    return radius * cos(2 * .pi * random.nextFloat())
}
