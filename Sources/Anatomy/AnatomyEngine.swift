public import Geometry

/// Makes posed bodies of people.
///
/// ```swift
/// let engine = try AnatomyEngine(assets: .load(from: path))
/// let body = try engine.posedBody(of: person, gesture: .handFlat, region: .hand, detail: 4)
/// body.landmarks.fingers[.ring]?.circumference
/// ```
public struct AnatomyEngine: Sendable {
    public let assets: BodyAssets
    /// The reference body at rest, millimetres: what `restPositions` are taken from.
    public let referencePositions: [Vector3]
    /// Height of the base mesh's own origin above the reference body's soles: sculpting counts from there.
    let referenceOrigin: Float
    let referenceHand: HandFrame
    let nails: [Finger: NailShape]
    private let ears = EarStore()

    public init(assets: BodyAssets) throws(AnatomyError) {
        self.assets = assets
        let reference = try assets.morphed(.reference)
        referenceOrigin = -assets.ground(of: reference)
        referencePositions = try assets.positions(of: .reference)
        try Self.checkRig(assets)
        let hand = HandFrame(
            Skeleton(assets: assets, positions: referencePositions), assets: assets, positions: referencePositions)
        referenceHand = hand
        nails = Self.nailShapes(assets, referencePositions, hand)
    }

    /// A shape at rest and its bones.
    public func skeleton(of shape: BodyShape) throws(AnatomyError) -> (positions: [Vector3], skeleton: Skeleton) {
        let positions = try assets.positions(of: shape)
        return (positions, Skeleton(assets: assets, positions: positions))
    }

    /// All vertices of the base mesh, helper geometry too, in a shape and pose, millimetres.
    public func posedPositions(_ shape: BodyShape, _ gesture: Gesture) throws(AnatomyError) -> [Vector3] {
        try posedPositions(shape, gesture, of: nil)
    }

    private func posedPositions(
        _ shape: BodyShape, _ gesture: Gesture, of person: Person?
    ) throws(AnatomyError) -> [Vector3] {
        let (rest, skeleton) = try skeleton(of: shape)
        let pose = gesture.pose(HandFrame(skeleton, assets: assets, positions: rest), of: person)
        return Skinning.apply(skeleton.transforms(pose), weights: assets.weights, to: rest)
    }

    /// The same for one person, with what only they have: what garments are draped over.
    public func posedPositions(of person: Person, _ gesture: Gesture) throws(AnatomyError) -> [Vector3] {
        try posedPositions(person.shape(in: gesture), gesture, of: person)
    }

    /// A person in a gesture, subdivided for pictures of a region.
    ///
    /// - Parameters:
    ///   - detail: 0…5; 4 suits a picture of 2048 pixels, 1 a preview.
    ///   - retouch: lessens the depth of fine wrinkles and veins.
    /// - Throws: `AnatomyError.invalidShape`, `.unknownTarget` or `.invalidRequest`.
    public func posedBody(
        of person: Person, gesture: Gesture, region: BodyRegion, detail: Int = 4, retouch: SkinRetouch = .natural
    ) throws(AnatomyError) -> PosedBody {
        guard (0...5).contains(detail) else { throw .invalidRequest("detail \(detail) is not in 0…5") }
        let (rest, skeleton) = try skeleton(of: person.shape(in: gesture))
        let hand = HandFrame(skeleton, assets: assets, positions: rest)
        let pose = gesture.pose(hand, of: person)
        let transforms = skeleton.transforms(pose)
        let posed = Skinning.apply(transforms, weights: assets.weights, to: rest)
        let cage = cageData(posed: posed, rest: try reference(in: gesture))
        let faces = assets.faces[assets.faceGroups["body"] ?? 0..<0]

        var fine = surface(
            cage, faces, levels(region, faces, detail: detail))
        var coarse = surface(cage, faces, collisionLevels(faces, of: region))
        var parts: [PosedBody.Part: Mesh] = [:]
        if region == .hand || region == .wrist {
            parts[.nails] = NailPlates.mesh(
                Finger.allCases.compactMap { nails[$0] }, on: fine, freeEdge: mix(0.9, 0.4, person.shape.masculinity))
        }
        let relief = sculpture(of: person, gesture, retouch)
        fine.sculpt(relief)
        coarse.sculpt(relief)
        var landmarks = Landmarks(
            measuring: coarse, skeleton: skeleton, hand: hand, transforms: transforms, reference: self)
        if region.ear != nil { landmarks.ears = try addEars(to: &fine, &coarse, posed: posed, of: person, region) }
        if region.showsFace { fine.markFace(of: person, origin: referenceOrigin) }
        if region == .wrist { landmarks.wrist = Landmarks.WristSeat(landmarks.arm, on: coarse) }
        parts[.skin] = fine
        return PosedBody(
            parts: parts, landmarks: landmarks, collisionMesh: coarse, referenceOrigin: referenceOrigin)
    }

    /// Models both ears of a head on its meshes, colours its scalp and measures the lobes.
    private func addEars(
        to fine: inout Mesh, _ coarse: inout Mesh, posed: [Vector3], of person: Person, _ region: BodyRegion
    ) throws(AnatomyError) -> [EarSide: Landmarks.EarLobe] {
        let sculpture = try ears.sculpture(assets)
        func image(_ cage: [(vertex: Int, position: Vector3)]) -> AffineTransform {
            AffineTransform(fitting: cage.map { ($0.position, posed[$0.vertex]) })
        }
        let (left, right) = (image(sculpture.cage), image(sculpture.mirrored))
        fine.sculptEars(sculpture, origin: referenceOrigin, left: left, right: right)
        coarse.sculptEars(sculpture, origin: referenceOrigin, left: left, right: right)
        fine.channels["scalp"] = ScalpMap(person, showsFace: region.showsFace).channel(
            of: fine, origin: referenceOrigin)
        let skull = (0..<assets.bodyVertexCount).filter { referencePositions[$0].y - referenceOrigin > 600 }
        let head = AffineTransform(fitting: skull.map { (referencePositions[$0], posed[$0]) })
        let up = Vector3(0, referenceOrigin, 0)
        return EarSide.allCases.reduce(into: [:]) { lobes, side in
            lobes[side] =
                [fine, coarse].lazy.compactMap {
                    Landmarks.EarLobe(
                        side, $0, piercing: sculpture.piercing + up, top: sculpture.top + up, head: head)
                }.first
        }
    }

    /// Everything that is modelled on top of the base mesh.
    private func sculpture(
        of person: Person, _ gesture: Gesture, _ retouch: SkinRetouch
    ) -> @Sendable (Vector3, Vector3) -> SkinRelief {
        let held = NeckPose.of(gesture, person)?.turn ?? 0
        let turn = gesture.ear == .right ? -held : held
        let neck = NeckSculpture(person, headTurn: turn, retouch: retouch)
        let cheek = CheekSculpture(person, retouch: retouch)
        let face = gesture.region.showsFace ? FaceSculpture(person, retouch: retouch) : nil
        let hand = HandSculpture(
            person, gesture: gesture, reference: referenceHand, nails: nails, retouch: retouch)
        let origin = Vector3(0, referenceOrigin, 0)
        // Arms hang beside the trunk: hands are lower than any neck.
        let shoulder = referenceHand.elbow.y + 60
        return { rest, normal in
            guard rest.y > shoulder else { return hand.relief(at: rest, normal: normal) }
            var relief = neck.relief(at: rest - origin, normal: normal)
            cheek.shape(&relief, at: rest - origin)
            face?.shape(&relief, at: rest - origin)
            return relief
        }
    }

    /// Collisions need neck, chest and hand to a few millimetres, the rest as it is.
    private func collisionLevels(_ faces: ArraySlice<SIMD4<UInt32>>, of region: BodyRegion) -> [Int] {
        var regions = region == .wrist ? [.wrist] : [BodyRegion.neck, .hand]
        // Hair lies on the whole head, and both ears are measured.
        if region.ear != nil { regions = [.leftEar, .rightEar] }
        let wanted = regions.map { levels($0, faces, detail: 2) }
        return faces.indices.map { f in wanted.reduce(0) { max($0, $1[f - faces.startIndex]) } }
    }

    private func levels(_ region: BodyRegion, _ faces: ArraySlice<SIMD4<UInt32>>, detail: Int) -> [Int] {
        region.levels(
            faces: faces, rest: referencePositions, hand: referenceHand, origin: referenceOrigin, detail: detail)
    }

    /// The reference body at rest with the face that a gesture makes: lids that are drawn over an eye are as long as they
    /// then are.
    private func reference(in gesture: Gesture) throws(AnatomyError) -> [Vector3] {
        guard gesture.region.showsFace else { return referencePositions }
        return try assets.positions(of: BodyShape.reference.serene)
    }

    private func cageData(posed: [Vector3], rest: [Vector3]) -> [VertexData] {
        let masks = RegionMask.allCases.map { assets.masks[$0.rawValue] ?? [] }
        return (0..<assets.bodyVertexCount).map { v in
            var d = VertexData.zero
            d.lowHalf.lowHalf = SIMD4(posed[v], 0)
            d.lowHalf.highHalf = SIMD4(rest[v], 0)
            for (k, mask) in masks.enumerated() where !mask.isEmpty { d[8 + k] = mask[v] }
            return d
        }
    }

    private func surface(_ cage: [VertexData], _ faces: ArraySlice<SIMD4<UInt32>>, _ levels: [Int]) -> Mesh {
        let subdivided = CatmullClark(cage: cage, faces: Array(faces), levels: levels)
        var mesh = Mesh(triangles: subdivided.triangles)
        mesh.positions = subdivided.vertices.map { Vector3($0[0], $0[1], $0[2]) }
        mesh.restPositions = subdivided.vertices.map { Vector3($0[4], $0[5], $0[6]) }
        for (k, mask) in RegionMask.allCases.enumerated() {
            mesh.channels[mask.channel] = subdivided.vertices.map { min(max($0[8 + k], 0), 1) }
        }
        mesh.normals = mesh.smoothNormals()
        return mesh
    }

    /// Nails of the left hand, from what the mask covers after some subdivision.
    private static func nailShapes(
        _ assets: BodyAssets, _ positions: [Vector3], _ hand: HandFrame
    ) -> [Finger: NailShape] {
        let mask = assets.masks["fingernails"] ?? [Float](repeating: 0, count: positions.count)
        let faces = Array(assets.faces[assets.faceGroups["body"] ?? 0..<0])
        let cage = (0..<assets.bodyVertexCount).map { v in
            var d = VertexData.zero
            d.lowHalf.lowHalf = SIMD4(positions[v], mask[v])
            return d
        }
        let levels = faces.map { q in
            (0..<4).contains { mask[Int(q[$0])] > 0.3 } && positions[Int(q.x)].x > 0 ? 3 : -1
        }
        var points: [Finger: [Vector3]] = [:]
        for d in CatmullClark(cage: cage, faces: faces, levels: levels).vertices where d[3] > 0.5 {
            let p = Vector3(d[0], d[1], d[2])
            let near = hand.joints.min { (p - $0.value[3]).length < (p - $1.value[3]).length }
            if let near, (p - near.value[3]).length < 25 { points[near.key, default: []].append(p) }
        }
        return points.reduce(into: [:]) { shapes, entry in
            shapes[entry.key] = NailShape(entry.key, hand: hand, points: entry.value)
        }
    }

    /// Every bone and group that posing speaks of must be there, so that later code may take them for granted.
    private static func checkRig(_ assets: BodyAssets) throws(AnatomyError) {
        let names = Set(assets.bones.map(\.name))
        var wanted = ["wrist.L", "lowerarm01.L", "lowerarm02.L", "upperarm01.L", "clavicle.L", "neck01", "head", "jaw"]
        for f in 1...5 { wanted += (1...3).map { "finger\(f)-\($0).L" } }
        for bone in wanted where !names.contains(bone) { throw .invalidRequest("the rig has no bone \(bone)") }
    }
}

/// Mask pictures by file name, and the channel that each becomes.
enum RegionMask: String, CaseIterable {
    case lips, ears, fingernails, face
    case insideMouth = "inside-mouth"

    var channel: String { self == .fingernails ? "nails" : self == .insideMouth ? "insideMouth" : rawValue }
}
