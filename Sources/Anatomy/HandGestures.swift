internal import Geometry

/// More gestures for rings, as hands are held when somebody photographs them.
extension HandPose {
    /// Upright and softly fanned: each finger a little apart, none straight.
    static let fanned = HandPose(
        upperArm: [0.30, -0.75, 0.58], forearm: [-0.34, 0.91, 0.24], dorsal: [0.14, 0.06, 0.99],
        distal: [-0.20, 0.98, -0.03],
        fingers: [
            .index: FingerBend(knuckle: 0, middle: 13, last: 8, spread: 10),
            .middle: FingerBend(knuckle: 7, middle: 18, last: 9, spread: 1),
            .ring: FingerBend(knuckle: 12, middle: 22, last: 11, spread: 6),
            .little: FingerBend(knuckle: 10, middle: 21, last: 11, spread: 14),
        ],
        thumb: ThumbPose(
            metacarpal: [0.72, -0.36, 0.59], first: [0.55, -0.34, 0.76], last: [0.40, -0.34, 0.85],
            nail: [0.62, 0.76, 0.1]))

    /// Fingers round over something soft, more and more toward the little one.
    static let curled = HandPose(
        upperArm: [0.30, -0.88, 0.36], forearm: [-0.84, 0.22, 0.50], dorsal: [0.14, 0.40, 0.91],
        distal: [-0.88, 0.02, 0.30],
        fingers: [
            .index: FingerBend(knuckle: 22, middle: 36, last: 18, spread: 3),
            .middle: FingerBend(knuckle: 28, middle: 42, last: 21, spread: 0),
            .ring: FingerBend(knuckle: 34, middle: 46, last: 23, spread: 1),
            .little: FingerBend(knuckle: 38, middle: 46, last: 23, spread: 4),
        ],
        thumb: ThumbPose(
            metacarpal: [0.60, -0.46, 0.66], first: [0.40, -0.44, 0.80], last: [0.18, -0.46, 0.87],
            nail: [0.70, 0.66, 0.1]))

    /// Thumb and fingers round a cup of some 75 mm.
    static let cup = HandPose(
        upperArm: [0.30, -0.75, 0.58], forearm: [-0.44, 0.80, 0.40], dorsal: [0.10, -0.02, 0.99],
        distal: [-0.42, 0.90, 0.06],
        fingers: [
            .index: FingerBend(knuckle: 36, middle: 44, last: 24, spread: 5),
            .middle: FingerBend(knuckle: 40, middle: 46, last: 26, spread: 0),
            .ring: FingerBend(knuckle: 44, middle: 48, last: 27, spread: 1),
            .little: FingerBend(knuckle: 44, middle: 46, last: 25, spread: 5),
        ],
        thumb: ThumbPose(
            metacarpal: [0.60, -0.68, 0.44], first: [0.46, -0.76, 0.46], last: [0.22, -0.80, 0.56],
            nail: [0.88, 0.10, -0.40]))

    /// The hand hangs from its wrist, fingers fall each a little farther than the one before.
    static let draped = wrist(
        drop: 40, towardLittle: 6,
        fingers: [
            .index: FingerBend(knuckle: 4, middle: 18, last: 8, spread: 3),
            .middle: FingerBend(knuckle: 11, middle: 25, last: 11, spread: 0),
            .ring: FingerBend(knuckle: 17, middle: 30, last: 13, spread: 1),
            .little: FingerBend(knuckle: 19, middle: 28, last: 13, spread: 5),
        ],
        thumb: ThumbPose(
            metacarpal: [0.56, -0.50, 0.66], first: [0.32, -0.48, 0.82], last: [0.12, -0.50, 0.86],
            nail: [0.70, 0.66, 0.1]))

    /// Fingers side by side, bent at the knuckles and round beyond, the wrist a little back.
    static let chin = HandPose(
        upperArm: [0.30, -0.75, 0.58], forearm: [-0.28, 0.93, 0.22], dorsal: [0.08, 0.22, 0.97],
        distal: [-0.14, 0.97, -0.20],
        fingers: [
            .index: FingerBend(knuckle: 58, middle: 34, last: 15, spread: 0),
            .middle: FingerBend(knuckle: 63, middle: 42, last: 18, spread: 0),
            .ring: FingerBend(knuckle: 66, middle: 46, last: 20, spread: -3),
            .little: FingerBend(knuckle: 64, middle: 48, last: 20, spread: -4),
        ],
        thumb: ThumbPose(
            metacarpal: [0.54, -0.56, 0.62], first: [0.34, -0.60, 0.72], last: [0.16, -0.66, 0.74],
            nail: [0.80, 0.50, 0.1]))
}
