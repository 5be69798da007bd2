internal import Anatomy
public import Appraisal
internal import Foundation
internal import Geometry

/// How a seller moves a worn piece by hand. Pose and camera stay, so that the plate serves again; contact and shadow are
/// made anew, and the report says what was moved.
public struct Nudge: Sendable, Codable, Hashable {
    /// Along what wears the piece, millimetres: a necklace round the neck to the picture's right, a ring to the
    /// fingertip, a bracelet to the hand, an earring to the face.
    public var slide: Float = 0
    /// How much lower a necklace's front or an earring hangs, millimetres.
    public var drop: Float = 0
    /// Clockwise in the picture, degrees. A necklace hangs as gravity has it.
    public var turn: Float = 0
    /// Factor on the size.
    public var scale: Float = 1

    public init() {}

    /// One of the moves.
    public enum Move: String, Sendable, Codable, CaseIterable { case slide, drop, turn, scale }

    public subscript(move: Move) -> Float {
        get {
            switch move {
            case .slide: slide
            case .drop: drop
            case .turn: turn
            case .scale: scale
            }
        }
        set {
            switch move {
            case .slide: slide = newValue
            case .drop: drop = newValue
            case .turn: turn = newValue
            case .scale: scale = newValue
            }
        }
    }

    /// Whether it moves anything.
    public var isIdentity: Bool { self == Nudge() }

    /// How far a piece of a type may be moved; nil where it is not moved so.
    public static func range(of move: Move, for type: PieceType) -> ClosedRange<Float>? {
        switch (move, type) {
        case (.scale, _): 0.8...1.25
        case (.turn, .necklace), (.drop, .ring), (.drop, .bracelet): nil
        case (.turn, _): -10...10
        case (.slide, .necklace), (.slide, .bracelet): -25...25
        case (.slide, .ring): -6...6
        case (.slide, .earring): -4...4
        case (.drop, .necklace): -40...40
        case (.drop, .earring): -4...4
        }
    }
}

extension Nudge {
    /// A move that a piece of a type does not make, or not so far.
    public struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
        public var move: Move
        public var type: PieceType

        public var description: String {
            guard let range = Nudge.range(of: move, for: type) else {
                return "\(move.rawValue) does not move a \(type.rawValue)"
            }
            return "\(move.rawValue) of \(type.rawValue)s goes from \(range.lowerBound) to \(range.upperBound)"
        }
    }

    public func faults(for type: PieceType) -> [Fault] {
        Move.allCases.filter { move in
            self[move] != Nudge()[move] && !(Self.range(of: move, for: type)?.contains(self[move]) ?? false)
        }.map { Fault(move: $0, type: type) }
    }

    /// The moves that a piece of a type can make.
    public func possible(for type: PieceType) -> Nudge {
        var possible = self
        for fault in faults(for: type) { possible[fault.move] = Nudge()[fault.move] }
        return possible
    }

    /// A turn in the picture about the camera's axis.
    func turning(about forward: Vector3) -> Geometry.AffineTransform {
        AffineTransform.rotation(axis: forward, degrees: turn)
    }
}

extension RingFit.Candidate {
    func nudged(_ nudge: Nudge) -> Self {
        var moved = self
        let turn = nudge.turning(about: forward)
        moved.centre += axis * nudge.slide
        moved.axis = turn.applyToDirection(axis)
        moved.head = turn.applyToDirection(head)
        moved.innerRadius *= nudge.scale
        return moved
    }
}

extension BraceletFit.Candidate {
    func nudged(_ nudge: Nudge) -> Self {
        var moved = self
        let turn = nudge.turning(about: forward)
        moved.seat.centre += seat.axis * nudge.slide
        moved.axis = turn.applyToDirection(axis)
        moved.front = turn.applyToDirection(front)
        moved.across = turn.applyToDirection(across)
        moved.millimetresPerPixel *= nudge.scale
        return moved
    }
}
