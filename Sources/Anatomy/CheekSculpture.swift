internal import Geometry

/// What the base mesh lacks beside the ear: the folds before tragus and lobe, and the unevenness of a cheek.
///
/// Places are millimetres on the reference body from the base mesh's origin.
struct CheekSculpture: Sendable {
    /// 0 young … 1 old.
    let age: Float
    let lines: Float
    let seed: UInt32
    let retouch: SkinRetouch

    /// As the side view has them: back and up.
    private let folds = [
        SculptLine([[-60.5, 676, 0], [-59, 664, 0], [-58.5, 654, 0], [-58, 643, 0], [-60, 634, 0]]),
        SculptLine([[-64, 660, 0], [-62.5, 650, 0], [-61.5, 640, 0]]),
    ]

    init(_ person: Person, retouch: SkinRetouch) {
        age = smoothstep(22, 70, person.shape.ageYears)
        (lines, seed, self.retouch) = (person.skin.lines, person.seed &* 37, retouch)
    }

    func shape(_ relief: inout SkinRelief, at rest: Vector3) {
        guard abs(rest.x) > 35, (600...740).contains(rest.y), rest.z > 20 else { return }
        let inside = smoothstep(600, 630, rest.y) * (1 - smoothstep(710, 740, rest.y)) * smoothstep(35, 50, abs(rest.x))
        relief.height += inside * 0.22 * fractalNoise(rest / 17, octaves: 3, seed: seed)
        let side = Vector3(-rest.z, rest.y, 0)
        let wander = 1.1 * valueNoise(rest / 9, seed: seed &+ 1)
        for (k, line) in folds.enumerated() {
            let (distance, along) = line.nearest(side + Vector3(wander, 0, 0))
            guard distance < 6 else { continue }
            let broken = smoothstep(-0.35, 0.3, valueNoise(rest / 8, seed: seed &+ 2 &+ UInt32(k)))
            let strength = smoothstep(0, 0.2, along) * (1 - smoothstep(0.75, 1, along)) * broken * retouch.wrinkles
            let depth = (k == 0 ? 0.16 : 0.07) + (0.3 * age + 0.12 * lines)
            relief.height += depth * strength * (0.35 * bell(distance - 1.7, 1) - bell(distance, 0.55))
            relief.crease = max(relief.crease, 0.7 * strength * bell(distance, 0.6))
        }
    }
}
