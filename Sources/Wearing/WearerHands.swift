internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Plates

/// Seating what hands and wrists wear: the gesture is chosen with the camera.
extension Wearer {
    func seat(_ ring: RingGeometry, _ request: WearRequest, lap: (WearStep) -> Void) throws -> (Fit, Stage) {
        func hands(_ person: Person, _ gesture: Gesture) throws -> [RingFit.Hand] {
            let body = try studio.body(person: person, gesture: gesture)
            return request.sides.map { RingFit.Hand(body, gesture, $0) }
        }
        let fitting = RingFit(
            ring: ring, scale: request.piece.scale, statedDiameter: request.statedMillimetres,
            cutout: request.piece.cutout, lens: request.piece.lens)
        var person = request.person
        var choice = try request.allowed(.hand).flatMap { try hands(request.person, $0) }
        var candidate = try fitting.solve(hands: choice, finger: request.finger)
        if let stated = request.statedMillimetres {
            // The finger is made to measure, and looked at again.
            let (gesture, finger) = (candidate.gesture, candidate.finger)
            person = try RingSizing(person: person).fitted(
                from: stated * .pi / candidate.girth, to: stated * .pi
            ) {
                let seat = try studio.body(person: $0, gesture: gesture).landmarks.fingers[finger]
                return seat.map { fitting.seat($0).circumference } ?? 0
            }
            choice = try hands(person, gesture).filter { $0.side == candidate.hand }
            candidate = try fitting.solve(hands: choice, finger: finger)
        }
        lap(.fitting)
        let stage = try studio.stage(
            person: person, gesture: candidate.gesture, hand: candidate.hand, setting: request.setting)
        lap(.staging)
        let seating = RingSeating(
            ring: ring, candidate: candidate, scale: request.piece.scale, statedDiameter: request.statedMillimetres,
            framing: request.framing, handCentre: RingFit.Hand.centre(stage.landmarks),
            cutout: request.piece.cutout,
            surface: (choice.first { $0.gesture == candidate.gesture && $0.side == candidate.hand } ?? choice[0])
                .surface, nudge: request.nudge)
        var fit = seating.seat()
        fit.distance = fitting.distance(of: candidate)
        return (fit, stage)
    }

    func seat(_ bracelet: BraceletGeometry, _ request: WearRequest, lap: (WearStep) -> Void) throws -> (Fit, Stage) {
        var fitting = BraceletFit(bracelet: bracelet, statedLength: request.statedMillimetres)
        if let told = request.told { fitting.distance = told.snapped(to: BraceletFit.distances) }
        let person = try WristSizing(person: request.person).fitted(
            for: request.statedMillimetres, in: studio)
        let arms = try request.allowed(.wrist).flatMap { gesture in
            let body = try studio.body(person: person, gesture: gesture)
            return request.sides.compactMap { BraceletFit.Arm(body, gesture, $0) }
        }
        let candidate = try fitting.solve(arms: arms)
        lap(.fitting)
        let stage = try studio.stage(
            person: person, gesture: candidate.gesture, hand: candidate.hand, setting: request.setting)
        lap(.staging)
        let arm = arms.first { $0.gesture == candidate.gesture && $0.side == candidate.hand } ?? arms[0]
        let seating = BraceletSeating(
            bracelet: bracelet, candidate: candidate, arm: arm, statedLength: request.statedMillimetres,
            framing: request.framing, cutout: request.piece.cutout, distance: fitting.distance, nudge: request.nudge)
        return (seating.seat(), stage)
    }
}

extension WearRequest {
    /// The gestures of a region that may be taken: all where none was asked for.
    fileprivate func allowed(_ region: BodyRegion) -> [Gesture] {
        let asked = gestures.filter { $0.region == region }
        return asked.isEmpty ? Gesture.allCases.filter { $0.region == region } : asked
    }

    /// The hands that may be taken.
    fileprivate var sides: [HandSide] { hand.map { [$0] } ?? HandSide.allCases }
}

extension BraceletFit.Arm {
    /// - Returns: nil for a gesture that shows no wrist.
    init?(_ body: PosedBody, _ gesture: Gesture, _ side: HandSide) {
        let landmarks = side == .left ? body.landmarks : body.landmarks.withOtherHand
        guard let seat = landmarks.wrist else { return nil }
        (self.gesture, self.side, self.seat) = (gesture, side, seat)
        hand = RingFit.Hand.centre(landmarks)
        surface = BodySurface(
            mesh: side == .left ? body.collisionMesh : body.collisionMesh.mirrored,
            within: (lower: seat.centre - Vector3(repeating: 220), upper: seat.centre + Vector3(repeating: 220)),
            cellSize: 4)
    }
}

extension RingFit.Hand {
    init(_ body: PosedBody, _ gesture: Gesture, _ side: HandSide) {
        (self.gesture, self.side) = (gesture, side)
        landmarks = side == .left ? body.landmarks : body.landmarks.withOtherHand
        let centre = Self.centre(landmarks)
        surface = BodySurface(
            mesh: side == .left ? body.collisionMesh : body.collisionMesh.mirrored,
            within: (lower: centre - Vector3(repeating: 160), upper: centre + Vector3(repeating: 160)), cellSize: 4)
        forearm = (landmarks.arm.elbow - landmarks.arm.wrist).normalized
    }

    /// The middle of the knuckles and finger joints.
    static func centre(_ landmarks: Landmarks) -> Vector3 {
        // In one order: a dictionary's changes with every start, and the sum's last bit with it.
        let points = Finger.allCases.filter { $0 != .thumb }.compactMap { landmarks.fingers[$0] }
            .flatMap { [$0.knuckle, $0.middleJoint] }
        return points.reduce(.zero, +) / Float(max(points.count, 1))
    }
}
