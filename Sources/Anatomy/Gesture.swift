public import Geometry

/// How the body is held for a picture.
public enum Gesture: String, Sendable, Codable, CaseIterable {
    /// Arms down, head turned a little, one shoulder raised: neck and chest.
    case neck
    /// The back of a relaxed hand, three-quarter.
    case handFlat
    /// Fingers upright, back of the hand to the lens.
    case handUpright
    /// A loose fist toward the lens, middle joints bent 80–100°.
    case handFist
    /// Fingers softly fanned, the thumb away from them.
    case handFanned
    /// Fingers that round over something soft: a cushion, a knee, a fold of cloth.
    case handCurled
    /// Thumb and fingers round a cup that is not there.
    case handCup
    /// A hand that hangs from its wrist, as from a collar or the arm of a chair.
    case handDraped
    /// Fingers bent at their knuckles, as below a chin or over the edge of a table: first phalanges point at the lens.
    case handChin
    /// Head turned and tilted away from one side, whose ear, jaw and neck lie free.
    case leftEar, rightEar
    /// The same with the face as well, whose eyes are closed.
    case leftPortrait, rightPortrait
    /// A relaxed hand that drops a little, a long one that is held straight, a loose fist: the forearm is bare.
    case wristRelaxed, wristLong, wristFist
    /// A hand that hangs from its wrist, one that bends back as below a chin, one that holds a cup.
    case wristDraped, wristRaised, wristCup

    public var isHand: Bool { region == .hand }
    public var isWrist: Bool { region == .wrist }

    /// What a picture of this gesture shows.
    public var region: BodyRegion {
        switch self {
        case .neck: .neck
        case .handFlat, .handUpright, .handFist, .handFanned, .handCurled, .handCup, .handDraped, .handChin: .hand
        case .wristRelaxed, .wristLong, .wristFist, .wristDraped, .wristRaised, .wristCup: .wrist
        case .leftEar: .leftEar
        case .rightEar: .rightEar
        case .leftPortrait: .leftPortrait
        case .rightPortrait: .rightPortrait
        }
    }

    /// The ear that a picture of this gesture shows.
    public var ear: EarSide? { region.ear }

    /// The gesture that shows an ear.
    ///
    /// - Parameter inPortrait: with the face.
    public static func of(_ ear: EarSide, inPortrait: Bool = false) -> Gesture {
        switch ear {
        case .left: inPortrait ? .leftPortrait : .leftEar
        case .right: inPortrait ? .rightPortrait : .rightEar
        }
    }
}

extension Gesture {
    /// What people call it among the gestures of a hand or a wrist: `flat`, `fist`; nil for the others, of which there
    /// is one a type of piece.
    public var name: String? {
        guard isHand || isWrist else { return nil }
        return rawValue.dropFirst(isHand ? "hand".count : "wrist".count).lowercased()
    }

    /// The gestures of hand and wrist that have a name.
    public static func named(_ name: String) -> [Gesture] { allCases.filter { $0.name == name } }
}

extension Gesture {
    /// What it looks like.
    package var words: String {
        switch self {
        case .handFlat, .wristRelaxed: "relaxed, fingers fall from index to little"
        case .handUpright: "fingers upright and together, the back of the hand to the camera"
        case .handFist: "a loose fist toward the camera"
        case .handFanned: "upright, fingers softly fanned"
        case .handCurled: "fingers round over something soft"
        case .handCup, .wristCup: "as round a cup"
        case .handDraped, .wristDraped: "the hand hangs from its wrist"
        case .handChin: "fingers bent at the knuckles, as below a chin"
        case .wristLong: "straight and long"
        case .wristFist: "a loose fist"
        case .wristRaised: "the hand bends back, as below a chin"
        case .neck, .leftEar, .rightEar, .leftPortrait, .rightPortrait: ""
        }
    }
}

/// A hand, and the arm that holds it.
public enum HandSide: String, Sendable, Codable, CaseIterable { case left, right }

public enum Finger: String, Sendable, Codable, CaseIterable { case thumb, index, middle, ring, little }

/// Where things sit on a posed body, millimetres in body space.
public struct Landmarks: Sendable {
    /// A finger's joints and the seat of a ring between knuckle and web.
    public struct FingerSeat: Sendable {
        public var knuckle, middleJoint, lastJoint, tip: Vector3
        /// Centre of the finger where a ring rests.
        public var seat: Vector3
        /// Unit, along the finger toward the tip at the seat.
        public var axis: Vector3
        /// Unit, out of the back of the finger at the seat.
        public var dorsal: Vector3
        /// Girth of the finger at the seat, millimetres.
        public var circumference: Float
        /// Sections from the web to the middle joint, by growing place along the finger.
        public var stations: [Station]

        /// A section of the finger beside the seat.
        public struct Station: Sendable {
            /// From the seat toward the tip, millimetres.
            public var along: Float
            public var centre: Vector3
            /// Millimetres.
            public var girth: Float

            public init(along: Float, centre: Vector3, girth: Float) {
                (self.along, self.centre, self.girth) = (along, centre, girth)
            }
        }

        public init(
            knuckle: Vector3, middleJoint: Vector3, lastJoint: Vector3, tip: Vector3, seat: Vector3, axis: Vector3,
            dorsal: Vector3, circumference: Float, stations: [Station] = []
        ) {
            (self.knuckle, self.middleJoint, self.lastJoint, self.tip) = (knuckle, middleJoint, lastJoint, tip)
            (self.seat, self.axis, self.dorsal, self.circumference) = (seat, axis, dorsal, circumference)
            self.stations = stations
        }
    }

    public var fingers: [Finger: FingerSeat]
    public var suprasternalNotch: Vector3
    /// Top of the trapezius at each side, where a chain crosses the shoulder line: person's left, right.
    public var shoulderLeft, shoulderRight: Vector3
    /// Back of the neck where a chain rests (about C7).
    public var nape: Vector3
    /// Medial to lateral end of each clavicle.
    public var clavicleLeft, clavicleRight: [Vector3]
    public var mouth: Vector3
    /// The left arm that every gesture of a hand shows.
    public var arm: Arm
    /// The lobes, where the region of the picture is an ear; else empty.
    public var ears: [EarSide: EarLobe] = [:]
    /// Where a bracelet rests, where the region of the picture is a wrist.
    public var wrist: WristSeat?

    /// Where a forearm and its palm lie.
    public struct Arm: Sendable {
        public var elbow, wrist: Vector3
        /// Unit: out of the back of the hand, from the wrist to the fingertips, toward the thumb.
        public var dorsal, distal, radial: Vector3

        public init(elbow: Vector3, wrist: Vector3, dorsal: Vector3, distal: Vector3, radial: Vector3) {
            (self.elbow, self.wrist) = (elbow, wrist)
            (self.dorsal, self.distal, self.radial) = (dorsal, distal, radial)
        }
    }

    public init(
        fingers: [Finger: FingerSeat], suprasternalNotch: Vector3, shoulderLeft: Vector3, shoulderRight: Vector3,
        nape: Vector3, clavicleLeft: [Vector3], clavicleRight: [Vector3], mouth: Vector3,
        arm: Arm = Arm(elbow: .zero, wrist: .zero, dorsal: [0, 0, 1], distal: [0, 1, 0], radial: [1, 0, 0])
    ) {
        (self.fingers, self.suprasternalNotch) = (fingers, suprasternalNotch)
        (self.shoulderLeft, self.shoulderRight, self.nape) = (shoulderLeft, shoulderRight, nape)
        (self.clavicleLeft, self.clavicleRight, self.mouth) = (clavicleLeft, clavicleRight, mouth)
        self.arm = arm
    }
}
