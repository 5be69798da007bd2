import Geometry
internal import Glibc
import Rendering

/// A piece on its display in its surroundings, before the camera is put up.
struct Staging {
    var jewel: Jewel
    var display: [Part]
    var displayName: String
    var surroundings: [Part]
    /// Other jewelry in the frame.
    var others: [Part] = []
    /// The way a visitor looks from, unit, and the way up.
    var front: Vector3 = [0, 0, 1]
    var up: Vector3 = [0, 1, 0]
    /// Degrees that the camera may stand aside and above.
    var azimuth: ClosedRange<Float> = -35...35
    var elevation: ClosedRange<Float> = -3...35
    /// The part of the piece to frame, if not all of it.
    var framed: [Vector3]?
}

/// Lying things: the ground is y = 0 and the photographer looks down.
extension Staging {
    static func lying(
        _ jewel: Jewel, display: [Part] = [], name: String, ground: Part, _ dice: inout Dice, split: SpecimenSplit,
        clear: Float
    ) -> Staging {
        var staging = Staging(jewel: jewel, display: display, displayName: name, surroundings: [ground])
        if dice.chance(0.4) {
            staging.surroundings += Surroundings.props(&dice, split: split, floor: 0, clear: clear, around: true)
        }
        staging.elevation = dice.chance(0.5) ? 72...89 : 28...72
        staging.azimuth = -40...40
        return staging
    }
}

extension Jewel {
    /// This piece put down so that it touches y = `height`.
    func resting(at height: Float = 0) -> Jewel {
        moved(by: .translation([0, height - parts.lowest(along: [0, 1, 0]), 0]))
    }
}
