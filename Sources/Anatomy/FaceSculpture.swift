internal import Geometry

/// What the base mesh's face lacks: folds from nose to mouth, lines of lids and lips, the unevenness of flesh.
///
/// Places are millimetres on the reference body from the base mesh's origin, of the left half.
struct FaceSculpture: Sendable {
    /// 0 young … 1 old.
    let age: Float
    let lines: Float
    let seed: UInt32
    let retouch: SkinRetouch

    /// From the wing of the nose past the corner of the mouth, as the front view has it.
    private static let fold = SculptLine([[17, 658, 0], [22, 649, 0], [27, 639, 0], [31, 629, 0], [32, 620, 0]])

    init(_ person: Person, retouch: SkinRetouch) {
        age = smoothstep(22, 70, person.shape.ageYears)
        (lines, seed, self.retouch) = (person.skin.lines, person.seed &* 41, retouch)
    }

    func shape(_ relief: inout SkinRelief, at rest: Vector3) {
        guard rest.z > 60, (590...790).contains(rest.y) else { return }
        let inside = smoothstep(590, 615, rest.y) * smoothstep(60, 85, rest.z)
        relief.height += inside * 0.16 * fractalNoise(rest / 15, octaves: 3, seed: seed)
        let x = abs(rest.x)
        folds(x, rest, &relief)
        lids(x, rest, &relief)
        lips(x, rest, &relief)
    }

    private func folds(_ x: Float, _ rest: Vector3, _ relief: inout SkinRelief) {
        guard x < 45, (612...665).contains(rest.y) else { return }
        let wander = 1.2 * valueNoise(rest / 11, seed: seed &+ 1)
        let (distance, along) = Self.fold.nearest([x + wander, rest.y, 0])
        let strength = smoothstep(0, 0.25, along) * (1 - smoothstep(0.55, 1, along)) * retouch.wrinkles
        let depth = 0.35 + 0.9 * age + 0.25 * lines
        relief.height -= depth * strength * bell(distance, 3)
        relief.crease = max(relief.crease, (0.25 + 0.5 * age) * strength * bell(distance, 1.6))
    }

    /// A closed lid is drawn over the eye in fine lines that follow its margin.
    private func lids(_ x: Float, _ rest: Vector3, _ relief: inout SkinRelief) {
        let strength = FaceMap.lid(x, rest) * retouch.wrinkles
        guard strength > 0.02 else { return }
        let bent = Vector3(x / 9, rest.y / 0.8 + 0.5 * valueNoise(rest / 4, seed: seed &+ 2), 0)
        relief.height += strength * (0.035 + 0.06 * age) * fractalNoise(bent, octaves: 2, seed: seed &+ 3)
    }

    /// Lips are cushions between furrows that run across them.
    private func lips(_ x: Float, _ rest: Vector3, _ relief: inout SkinRelief) {
        let strength = FaceMap.lip(x, rest)
        guard strength > 0.02 else { return }
        let side = rest.x + 1.5 * valueNoise(rest / 5, seed: seed &+ 4)
        let furrow = valueNoise([side / 1.3, rest.y / 8, 0], seed: seed &+ 5)
        relief.height += strength * (0.2 + 0.1 * age) * retouch.wrinkles * (abs(furrow) - 0.3)
    }
}
