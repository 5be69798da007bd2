public import Anatomy
internal import Foundation
public import Geometry
public import Imaging
public import Rendering

/// The person without the piece, as the camera recorded them: one layer a light group.
public struct Plate: Sendable {
    public var camera: Camera
    public var film: Film

    public init(camera: Camera, film: Film) { (self.camera, self.film) = (camera, film) }
}

/// What a plate depends on. Light is not part of it.
public struct PlateKey: Sendable, Codable, Hashable {
    public var person: Person
    public var gesture: Gesture
    /// The hand that a gesture of hand or wrist shows.
    public var hand = HandSide.left
    public var setting: Setting
    public var camera: Camera
    public var samplesPerPixel: Int
    public var seed: UInt64

    public init(
        person: Person, gesture: Gesture, setting: Setting, camera: Camera, samplesPerPixel: Int, seed: UInt64
    ) {
        (self.person, self.gesture, self.setting, self.camera) = (person, gesture, setting, camera)
        (self.samplesPerPixel, self.seed) = (samplesPerPixel, seed)
    }
}

/// Makes stages and plates, and keeps plates.
public struct PlateStudio: Sendable {
    private let engine: AnatomyEngine
    private let wardrobe: Wardrobe
    private let cache: PlateCache?
    private let environment: ImageBuffer<SceneLinear>?

    /// - Parameters:
    ///   - cache: where plates are kept; nil renders each anew.
    ///   - environment: the map of the `environment` light group.
    public init(
        engine: AnatomyEngine, wardrobe: Wardrobe, cache: PlateCache?, environment: ImageBuffer<SceneLinear>? = nil
    ) {
        (self.engine, self.wardrobe, self.cache, self.environment) = (engine, wardrobe, cache, environment)
    }

    /// A dressed person in a pose.
    ///
    /// - Parameters:
    ///   - hand: the one that a gesture of hand or wrist shows.
    ///   - detail: subdivision of the skin, 0…5; 4 suits 1–2K. Below 3 cloth and hair are coarser, too.
    public func stage(
        person: Person, gesture: Gesture, hand: HandSide = .left, setting: Setting, detail: Int = 4
    ) throws -> Stage {
        let stage = try leftStage(person: person, gesture: gesture, setting: setting, detail: detail)
        return hand == .right && (gesture.isHand || gesture.isWrist) ? stage.withOtherHand : stage
    }

    /// A person in a pose without clothes or colours, for measuring: a tenth of a stage's work.
    ///
    /// - Parameter detail: subdivision of the skin, 0…5; what jewelry may lie on does not depend on it.
    package func body(person: Person, gesture: Gesture, detail: Int = 0) throws -> PosedBody {
        try engine.posedBody(of: person, gesture: gesture, region: gesture.region, detail: detail)
    }

    private func leftStage(person: Person, gesture: Gesture, setting: Setting, detail: Int) throws -> Stage {
        var body = try engine.posedBody(
            of: person, gesture: gesture, region: gesture.region, detail: detail,
            retouch: SkinRetouch(setting.retouch))
        if setting.garment == CrewNeck.name {
            let jersey = CrewNeck(body, seed: person.seed)
            body.parts[.skin] = body.parts[.skin].map(jersey.uncovered)
            return Stage(
                person: person, gesture: gesture, setting: setting, body: body, garment: jersey.mesh(on: body),
                hemWidth: CrewNeck.bandWidth)
        }
        if setting.garment == PushedSleeve.name, let wrist = body.landmarks.wrist {
            let sleeve = PushedSleeve(over: wrist, elbow: body.landmarks.arm.elbow, seed: person.seed)
            return Stage(
                person: person, gesture: gesture, setting: setting, body: body,
                garment: sleeve.mesh(on: body.collisionMesh), hemWidth: PushedSleeve.bandWidth)
        }
        let base = try engine.posedPositions(of: person, gesture)
        let isCoarse = detail < 3
        let worn = try wardrobe.garment(named: setting.garment, on: base, body: body, detail: isCoarse ? 0 : 1)
        if let skin = body.parts[.skin] {
            body.parts[.skin] = uncovered(skin, hidden: worn.hidden, reference: engine.referencePositions)
        }
        return Stage(
            person: person, gesture: gesture, setting: setting, body: body, garment: worn.cloth,
            under: worn.under, hemWidth: worn.hemWidth, buttons: worn.buttons, hairThinning: isCoarse ? 6 : 1)
    }

    /// The plate of a stage for the light groups that a mix needs: from the cache where it has them all.
    ///
    /// A cached plate that lacks some groups gains them; the others are not rendered again.
    public func plate(
        stage: Stage, camera: Camera, mix: LightMix, samplesPerPixel: Int, seed: UInt64,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> Plate {
        var key = PlateKey(
            person: stage.person, gesture: stage.gesture, setting: stage.setting, camera: camera,
            samplesPerPixel: samplesPerPixel, seed: seed)
        key.hand = stage.hand
        let wanted = LightGroup.allCases.filter { mix[$0] != .zero }
        var plate = cache?.plate(for: key)
        let missing = wanted.filter { plate?.film.layers[$0] == nil }
        guard plate == nil || !missing.isEmpty else {
            progress(1)
            return plate!
        }
        let film = try await film(
            surfaces: stage.surfaces(for: camera), stage: stage, camera: camera, groups: missing, mix: mix,
            samplesPerPixel: samplesPerPixel, seed: seed, progress: progress)
        if plate == nil {
            plate = Plate(camera: camera, film: film)
        } else {
            plate!.film.layers.merge(film.layers) { _, new in new }
            if let fine = film.fine { plate!.film.fine?.layers.merge(fine.layers) { _, new in new } }
        }
        try cache?.keep(plate!, for: key)
        return plate!
    }

    /// Renders a part of a plate again with things in it that only light sees, and skin that they press.
    ///
    /// - Parameters:
    ///   - wanted: the pixels of the window that matter; what lies far from them stays black.
    ///   - inset: the piece, of which the film tells how much shows.
    public func retake(
        stage: Stage, camera: Camera, window: PixelWindow, wanted: ImageBuffer<Coverage>, proxies: [Surface],
        skin: Mesh?, inset: RenderSettings.Inset? = nil, mix: LightMix, samplesPerPixel: Int, seed: UInt64,
        progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> Film {
        let groups = LightGroup.allCases.filter { mix[$0] != .zero }
        return try await film(
            surfaces: stage.surfaces(for: camera, skin: skin) + proxies, stage: stage, camera: camera, groups: groups,
            mix: mix, samplesPerPixel: samplesPerPixel, seed: seed, window: window, wanted: wanted, inset: inset,
            progress: progress)
    }

    private func film(
        surfaces: [Surface], stage: Stage, camera: Camera, groups: [LightGroup], mix: LightMix, samplesPerPixel: Int,
        seed: UInt64, window: PixelWindow? = nil, wanted: ImageBuffer<Coverage>? = nil,
        inset: RenderSettings.Inset? = nil,
        progress: @escaping @Sendable (Double) -> Void
    ) async throws -> Film {
        let lights = StudioLights(subject: stage.subject, radius: stage.subjectRadius, camera: camera)
        let scene = Scene(
            surfaces: surfaces, curves: stage.hair, lights: lights.lights(for: groups, environment: environment))
        var settings = RenderSettings(
            samplesPerPixel: samplesPerPixel, maximumDepth: 5, seed: seed, groups: groups, expectedMix: mix,
            window: window, wanted: wanted)
        settings.inset = inset
        return try await Renderer().render(scene, camera: camera, settings: settings) { progress($0.fraction) }
    }
}
