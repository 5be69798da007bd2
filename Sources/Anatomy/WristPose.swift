internal import Geometry

/// Gestures that show a wrist: forearm and hand nearly in line, as people hold them for a bracelet.
extension HandPose {
    /// The hand drops a little from the wrist, fingers fall from index to little.
    static let wristRelaxed = wrist(
        drop: 13, towardLittle: 5,
        fingers: [
            .index: FingerBend(knuckle: 14, middle: 22, last: 10, spread: 2),
            .middle: FingerBend(knuckle: 20, middle: 29, last: 13, spread: 0),
            .ring: FingerBend(knuckle: 26, middle: 33, last: 15, spread: 0),
            .little: FingerBend(knuckle: 29, middle: 33, last: 15, spread: 3),
        ],
        thumb: ThumbPose(
            metacarpal: [0.56, -0.46, 0.69], first: [0.30, -0.40, 0.87], last: [0.10, -0.40, 0.91],
            nail: [0.70, 0.66, 0.1]))

    /// The hand goes on straight, fingers long and hardly bent.
    static let wristLong = wrist(
        drop: -4, towardLittle: 3,
        fingers: [
            .index: FingerBend(knuckle: 4, middle: 11, last: 6, spread: 1),
            .middle: FingerBend(knuckle: 9, middle: 16, last: 8, spread: 0),
            .ring: FingerBend(knuckle: 14, middle: 20, last: 10, spread: -1),
            .little: FingerBend(knuckle: 17, middle: 22, last: 11, spread: 1),
        ],
        thumb: ThumbPose(
            metacarpal: [0.56, -0.44, 0.70], first: [0.26, -0.34, 0.90], last: [0.06, -0.32, 0.94],
            nail: [0.66, 0.72, 0.1]))

    /// A loose fist, the wrist a little back.
    static let wristFist = wrist(
        drop: -10, towardLittle: 2, fingers: fist.fingers, thumb: fist.thumb)

    /// The hand hangs from the wrist, as from a pocket or the arm of a chair.
    static let wristDraped = wrist(
        drop: 38, towardLittle: 7, fingers: draped.fingers, thumb: draped.thumb)

    /// The hand bends back and its fingers curl, as below a chin.
    static let wristRaised = wrist(
        drop: -30, towardLittle: 6,
        fingers: [
            .index: FingerBend(knuckle: 30, middle: 38, last: 15, spread: 0),
            .middle: FingerBend(knuckle: 36, middle: 44, last: 18, spread: 0),
            .ring: FingerBend(knuckle: 42, middle: 48, last: 20, spread: -2),
            .little: FingerBend(knuckle: 45, middle: 48, last: 20, spread: -2),
        ], thumb: wristRelaxed.thumb)

    /// The hand is round a cup.
    static let wristCup = wrist(drop: -16, towardLittle: -4, fingers: cup.fingers, thumb: cup.thumb)

    /// - Parameters:
    ///   - drop: of the hand from the forearm's line toward the palm, degrees.
    ///   - towardLittle: lean of the hand toward the little finger, degrees.
    static func wrist(
        drop: Float, towardLittle: Float, fingers: [Finger: FingerBend], thumb: ThumbPose
    ) -> HandPose {
        let forearm = Vector3(-0.84, 0.22, 0.50).normalized
        let back = Vector3(0.16, 0.34, 0.93)
        let dorsal = (back - forearm * dot(back, forearm)).normalized
        let radial = cross(forearm, dorsal)
        let turn = Quaternion(axis: dorsal, degrees: -towardLittle) * Quaternion(axis: radial, degrees: -drop)
        return HandPose(
            upperArm: [0.30, -0.88, 0.36], forearm: forearm, dorsal: turn.apply(dorsal), distal: turn.apply(forearm),
            fingers: fingers, thumb: thumb)
    }
}
