public import Anatomy
internal import Foundation
public import Geometry
public import Rendering

/// Numbers in the object AOV of a plate.
public enum SceneObject: UInt32, Sendable, CaseIterable {
    case nothing = 0
    case skin = 1
    case nails, lips, lashes, eyes, teeth
    case garment = 10
    case hair = 20
    case backdrop = 30
    case proxy = 40
}

/// A person in a gesture and a setting, ready for any camera and light.
public struct Stage: Sendable {
    public let person: Person
    public let gesture: Gesture
    public let setting: Setting
    /// The hand that a picture of a hand or a wrist shows.
    public private(set) var hand = HandSide.left
    public private(set) var landmarks: Landmarks
    /// What jewelry may lie on: the body and the garment over it.
    public private(set) var collisionMesh: Mesh
    /// The skin with its channels; a piece may press it.
    public var skin: Mesh
    private var others: [Surface]
    /// The hair of a picture of the neck or an ear.
    public let hair: [CurveSet]
    /// Height of the garment's hem at the front, where it is highest, millimetres; nothing dressed lies below it.
    public let hem: Float?
    /// Middle of what the pictures show, and half its extent, millimetres: where lights point.
    public private(set) var subject: Vector3
    public let subjectRadius: Float

    /// Dresses and colours a posed body.
    ///
    /// - Parameters:
    ///   - garment: the cloth over it, fitted to the same pose.
    ///   - under: what is worn below it.
    ///   - hemWidth: of the cloth's turned edge, millimetres.
    ///   - buttons: sewn onto the garment.
    ///   - hairThinning: of locks, as `HairStrands` has it.
    public init(
        person: Person, gesture: Gesture, setting: Setting, body: PosedBody, garment: Mesh?, under: Mesh? = nil,
        hemWidth: Float = 0, buttons: Mesh? = nil, hairThinning: Int = 1
    ) {
        (self.person, self.gesture, self.setting, landmarks) = (person, gesture, setting, body.landmarks)
        var skin = body.parts[.skin] ?? Mesh()
        SkinMap(person, retouch: SkinRetouch(setting.retouch)).bake(into: &skin)
        self.skin = skin
        var collision = Mesh(
            positions: body.collisionMesh.positions, normals: body.collisionMesh.normals,
            triangles: body.collisionMesh.triangles)
        if collision.normals.isEmpty { collision.normals = collision.smoothNormals() }
        var others: [Surface] = []
        for (part, mesh) in body.parts {
            if let surface = Self.surface(of: part, mesh: mesh, person: person) { others.append(surface) }
        }
        for (layer, cloth) in [(garment, setting.cloth), (under, setting.underCloth)] {
            guard let layer else { continue }
            var cloth = cloth
            (cloth.hemWidth, cloth.seed) = (hemWidth, person.seed)
            others.append(Surface(mesh: layer, material: .cloth(cloth), objectID: SceneObject.garment.rawValue))
            let first = UInt32(collision.positions.count)
            collision.positions += layer.positions
            collision.normals += layer.normals.isEmpty ? layer.smoothNormals() : layer.normals
            collision.triangles += layer.triangles.map { $0 &+ SIMD3(repeating: first) }
        }
        if let buttons {
            // Mother-of-pearl, or what passes for it.
            let pearl = CoatedMaterial(colour: [0.72, 0.69, 0.63], coat: 0.7, coatRoughness: 0.18)
            others.append(Surface(mesh: buttons, material: .coated(pearl), objectID: SceneObject.garment.rawValue))
        }
        collisionMesh = collision
        hem = garment.flatMap { Self.hem(of: $0, under: body.landmarks.suprasternalNotch) }
        let hair = Self.strands(of: person, gesture, body, over: collision, thinning: hairThinning)
        self.hair =
            person.hair.curves(hair.long, ageYears: person.shape.ageYears) + person.hair.curves(ofDown: hair.down)
            + Self.faceHair(of: person, gesture, body)
        self.others = others.sorted { $0.objectID < $1.objectID }
        if gesture.isHand, let seat = body.landmarks.fingers[.ring] {
            (subject, subjectRadius) = (seat.seat, 60)
        } else if let wrist = body.landmarks.wrist {
            (subject, subjectRadius) = (wrist.centre, 80)
        } else if let lobe = gesture.ear.flatMap({ body.landmarks.ears[$0] }) {
            (subject, subjectRadius) = (lobe.piercing, 90)
        } else {
            (subject, subjectRadius) = (body.landmarks.suprasternalNotch + [0, -20, 0], 160)
        }
    }

    private static func hem(of garment: Mesh, under notch: Vector3) -> Float? {
        // The lowest of each column 20 mm wide about the middle of the chest.
        var lowest: [Int: Float] = [:]
        for p in garment.positions where abs(p.x - notch.x) < 110 && p.z > notch.z - 60 {
            let column = Int(((p.x - notch.x) / 20).rounded())
            lowest[column] = min(lowest[column] ?? .infinity, p.y)
        }
        return lowest.values.max()
    }

    /// The same hand or wrist of the other arm, with its sleeve.
    ///
    /// - Precondition: the stage shows a hand or a wrist.
    public var withOtherHand: Stage {
        precondition(gesture.isHand || gesture.isWrist, "only arms are alike")
        var stage = self
        stage.hand = hand == .left ? .right : .left
        stage.landmarks = landmarks.withOtherHand
        stage.collisionMesh = collisionMesh.mirrored
        stage.skin = skin.mirrored
        for k in others.indices { stage.others[k].mesh = others[k].mesh.mirrored }
        stage.subject.x = -subject.x
        return stage
    }

    private static func strands(
        of person: Person, _ gesture: Gesture, _ body: PosedBody, over obstacle: Mesh, thinning: Int
    ) -> (long: HairStrands, down: HairStrands) {
        switch gesture.region {
        case .hand, .wrist: break
        case .neck:
            let groom = HairGroom(person, body: body, obstacle: obstacle)
            return (groom.strands(thinning: thinning), HairStrands())
        case .leftEar, .rightEar, .leftPortrait, .rightPortrait:
            let groom = gesture.ear.flatMap {
                EarHairGroom(
                    person, side: $0, body: body, obstacle: obstacle, showsFace: gesture.region.showsFace)
            }
            if let groom { return (groom.strands(), groom.down()) }
        }
        return (HairStrands(), HairStrands())
    }

    private static func faceHair(of person: Person, _ gesture: Gesture, _ body: PosedBody) -> [CurveSet] {
        guard gesture.region.showsFace, let hair = FaceHair(person, body: body) else { return [] }
        let age = person.shape.ageYears
        return person.hair.ofBrows.curves(hair.brows(), ageYears: age)
            + person.hair.ofBrows.curves(hair.stubble(), ageYears: age)
            + person.hair.ofLashes(areMadeUp: person.shape.masculinity < 0.5).curves(hair.lashes(), ageYears: age)
    }

    /// All surfaces for a camera, with the place behind.
    public func surfaces(for camera: Camera, skin: Mesh? = nil) -> [Surface] {
        let backdrop = Backdrop(
            camera: camera, subject: subject, seed: person.seed &+ setting.variant &* 0x9e37,
            lightFromRight: setting.lightFromRight)
        return [
            Surface(mesh: skin ?? self.skin, material: .skin(skinMaterial), objectID: SceneObject.skin.rawValue)
        ] + others + backdrop.surfaces(of: setting.place, objectID: SceneObject.backdrop.rawValue)
    }

    private var skinMaterial: SkinMaterial {
        // Melanin takes light from the walk too: dark skin scatters less far.
        let reach = mix(1.0, 0.6, person.skin.melanin)
        // Gloss shows most where little light comes out from below; as much of it as on fair skin would look like wax.
        let sheen = mix(0.12, 0.07, person.skin.melanin)
        var skin = SkinMaterial(
            meanFreePath: Vector3(1.9, 0.70, 0.38) * reach,
            roughness: 0.44 + 0.03 * person.skin.lines + 0.05 * person.skin.melanin, oil: sheen,
            reliefDepth: 0.026, seed: person.seed)
        // Young skin has finer furrows; blood's specks are hidden by melanin, pigment's are not.
        skin.furrowWidth = 0.075 + 0.02 * smoothstep(30, 75, person.shape.ageYears)
        skin.stain = mix(0.95, 0.8, person.skin.melanin) * SkinRetouch(setting.retouch).stain
        if gesture.region == .hand || gesture.region == .wrist {
            // At rest the arm hangs aslant before the body and its back looks forward and up: across it, twice.
            let (arm, across) = (Vector3(0.7, -0.7, 0.1).normalized, Vector3(0.15, 0.05, 1).normalized)
            skin.furrowDirections = ((across + 0.5 * arm).normalized, (across - 0.55 * arm).normalized)
        }
        return skin
    }

    private static func surface(of part: PosedBody.Part, mesh: Mesh, person: Person) -> Surface? {
        let id: SceneObject
        let material: Material
        switch part {
        case .skin: return nil
        case .nails:
            id = .nails
            let colour = NailColour(person)
            material = .coated(colour.material)
            var painted = mesh
            colour.paint(&painted)
            return Surface(mesh: painted, material: material, objectID: id.rawValue)
        case .lips:
            id = .lips
            material = .coated(CoatedMaterial(colour: [0.5, 0.22, 0.2], coat: 0.4, coatRoughness: 0.3))
        case .lashes:
            id = .lashes
            material = .coated(CoatedMaterial(colour: [0.02, 0.015, 0.012]))
        case .eyes:
            id = .eyes
            material = .coated(CoatedMaterial(colour: [0.75, 0.72, 0.7], coat: 1, coatRoughness: 0.05))
        case .teeth:
            id = .teeth
            material = .coated(CoatedMaterial(colour: [0.75, 0.72, 0.65], coat: 0.6, coatRoughness: 0.1))
        }
        return Surface(mesh: mesh, material: material, objectID: id.rawValue)
    }
}

extension Setting {
    /// The cloth of the garment.
    var cloth: ClothMaterial {
        var cloth = plainCloth
        cloth.pattern = pattern
        return cloth
    }

    /// The cloth of what is worn below a jacket.
    var underCloth: ClothMaterial { Self.silk(underColour) }

    /// Crêpe: fine threads with a soft gloss.
    private static func silk(_ colour: Vector3) -> ClothMaterial {
        var cloth = ClothMaterial(
            colour: colour, weave: .plain, spacing: 0.3, reliefDepth: 0.045, colourVariation: 0.045, roughness: 0.7,
            crumple: 0.08)
        cloth.gloss = 0.45
        return cloth
    }

    private var plainCloth: ClothMaterial {
        if garment == "sleeve" || garment == PushedSleeve.name {
            // A fine jersey with a ribbed cuff; pushed up it is drawn a little flatter.
            return ClothMaterial(
                colour: clothColour, weave: .knit, spacing: 1.5,
                reliefDepth: garment == PushedSleeve.name ? 0.34 : 0.38, colourVariation: 0.22, roughness: 0.85,
                sheen: 0.35)
        }
        if garment == CrewNeck.name {
            return ClothMaterial(
                colour: clothColour, weave: .knit, spacing: 1.05, reliefDepth: 0.3, colourVariation: 0.2,
                roughness: 0.85, sheen: 0.3)
        }
        if garment == "camisole" { return Self.silk(clothColour) }
        if garment == "blazer" {
            // Wool, pressed and interfaced.
            return ClothMaterial(
                colour: clothColour, weave: .plain, spacing: 0.6, reliefDepth: 0.09, colourVariation: 0.16,
                roughness: 0.95, sheen: 0.3, crumple: 0.05)
        }
        if garment == "satin" {
            // Satin: smooth, with the sheen of its floats.
            return ClothMaterial(
                colour: clothColour, weave: .plain, spacing: 0.3, reliefDepth: 0.03, colourVariation: 0.08,
                roughness: 0.5, sheen: 0.5, translucency: 0.05, crumple: 0.14)
        }
        if garment.hasPrefix("shirt") {
            // Poplin: fine threads, pressed.
            return ClothMaterial(
                colour: clothColour, weave: .plain, spacing: 0.28, reliefDepth: 0.035, colourVariation: 0.1,
                roughness: 0.8, sheen: 0.2, translucency: 0.06, crumple: 0.1)
        }
        let knit = garment.contains("knit")
        return ClothMaterial(
            colour: clothColour, weave: knit ? .knit : .plain, spacing: knit ? 3.2 : 0.55,
            reliefDepth: knit ? 0.9 : 0.07, colourVariation: knit ? 0.22 : 0.16, roughness: 0.8,
            sheen: knit ? 0.35 : 0.25, translucency: knit ? 0 : 0.08, crumple: knit ? 0 : 0.22)
    }
}

extension HairTraits {
    /// Brows are nearer to brown than the head's hair, and grey later.
    var ofBrows: HairTraits {
        var traits = self
        (traits.melanin, traits.redness) = (mix(melanin, 0.8, 0.35), 0.35 * redness)
        return traits
    }

    /// Lashes are dark, with mascara nearly black.
    func ofLashes(areMadeUp: Bool) -> HairTraits {
        var traits = self
        traits.melanin = max(melanin, areMadeUp ? 0.95 : 0.7)
        return traits
    }

    /// Strands as curves of this hair.
    ///
    /// - Parameter ageYears: beyond fifty the lighter strands are white.
    func curves(_ strands: HairStrands, ageYears: Float) -> [CurveSet] {
        // Steps of the trait look even: 0.2 is blond, 0.6 brown, 1 black.
        let eumelanin = 0.1 * (exp(3.9 * melanin) - 0.7)
        return [false, true].compactMap { light in
            let kind = strands.only(light: light)
            guard !kind.isEmpty else { return nil }
            let pigment: Float = light ? (ageYears > 50 ? 0.15 : 0.55) : 1
            let material = HairMaterial(
                eumelanin: eumelanin * pigment, pheomelanin: 1.2 * redness * (0.3 + melanin) * pigment,
                longitudinalRoughness: mix(0.2, 0.34, curl), azimuthalRoughness: 0.3, cuticleTilt: 2.5)
            return CurveSet(
                points: kind.points, radii: kind.radii, counts: kind.counts, material: material,
                objectID: SceneObject.hair.rawValue)
        }
    }

    /// Down as curves: hardly any pigment, whatever the hair.
    func curves(ofDown strands: HairStrands) -> [CurveSet] {
        guard !strands.isEmpty else { return [] }
        let material = HairMaterial(
            eumelanin: 0.05 + 0.5 * melanin * melanin, pheomelanin: 0.1, longitudinalRoughness: 0.3,
            azimuthalRoughness: 0.35,
            cuticleTilt: 2.5)
        var down = CurveSet(
            points: strands.points, radii: strands.radii, counts: strands.counts, material: material,
            objectID: SceneObject.hair.rawValue)
        down.isDown = true
        return [down]
    }
}
