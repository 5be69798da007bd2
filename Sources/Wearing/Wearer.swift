public import Anatomy
public import Appraisal
internal import Foundation
internal import Geometry
public import Imaging
public import Plates
internal import Rendering

/// What a picture is asked to be.
public struct WearRequest: Sendable {
    public var piece: Piece
    public var person: Person
    /// Cloth and place; the garment's name suits the type of the piece.
    public var setting: Setting
    public var framing: Framing
    /// Closed chain length or inner ring diameter that the seller states, millimetres.
    public var statedMillimetres: Float?
    public var samplesPerPixel: Int
    public var seed: UInt64
    /// Also make the picture that `NaivePaste` would, to compare with.
    public var pastesNaively = false
    /// Whether metal may mirror skin near its edge instead of its stand, which changes the product's own pixels.
    public var mirrorsSkin = false
    /// How the person is lit, within what the photo's light allows.
    public var mood = LightMood.window
    /// The gestures that may be taken; those of other types of piece do not count, and none leaves the choice open.
    public var gestures: [Gesture] = []
    /// The finger that wears a ring; nil leaves the choice open.
    public var finger: Finger?
    /// The hand that wears a ring or a bracelet; nil leaves the choice open.
    public var hand: HandSide?
    /// The ear that wears an earring; nil leaves the choice open.
    public var ear: EarSide?
    /// How the piece is moved from where it would be worn.
    public var nudge = Nudge()

    public init(
        piece: Piece, person: Person, setting: Setting, framing: Framing, statedMillimetres: Float? = nil,
        samplesPerPixel: Int = 16, seed: UInt64 = 1
    ) {
        (self.piece, self.person, self.setting, self.framing) = (piece, person, setting, framing)
        (self.statedMillimetres, self.samplesPerPixel, self.seed) = (statedMillimetres, samplesPerPixel, seed)
    }
}

extension Fit {
    /// Of the picture before enlargement, at the piece.
    var pixelsPerMillimetre: Float { 1 / (scale.millimetresPerPixel * placement.minification) }
}

extension WearRequest {
    /// How the piece's metal mirrors skin; nil where that was not asked for, or nothing tells what it mirrors now.
    func mirror(pixelsPerMillimetre: Float) -> MirroredSkin? {
        guard mirrorsSkin, let stand = piece.stand else { return nil }
        return MirroredSkin(
            stand: stand, metal: piece.metal.value, illuminant: piece.illuminant,
            reach: MirroredSkin.reachMillimetres * pixelsPerMillimetre)
    }

    /// From the photo's lens to the piece, where its file tells.
    var told: CameraDistance? {
        piece.lens?.distance(
            millimetresPerPixel: piece.scale.millimetresPerPixel, uncertainty: piece.scale.uncertainty)
    }
}

/// The steps of a picture, for progress.
public enum WearStep: String, Sendable, CaseIterable {
    case fitting, staging, sketch, plate, contact, composing
}

/// The picture, and what it was made from.
public struct OnModelImage: Sendable {
    public var picture: ImageBuffer<DisplayLinear>
    /// Coverage of the product that shows, the size of the picture before enlargement.
    public var coverage: ImageBuffer<Coverage>
    public var layer: ProductLayer
    public var fit: Fit
    /// The person in the pose of the picture.
    public var stage: Stage
    /// Size asked for over size rendered, 1 or more.
    public var enlargement: Float
    public var secondsByStep: [WearStep: Double]
    /// The peer's picture, where it was asked for.
    public var naivePaste: ImageBuffer<DisplayLinear>?
}

/// A piece seated on a person, before anything is rendered.
public struct Seated: Sendable {
    public var fit: Fit
    /// The person in the pose of the picture.
    public var stage: Stage

    public init(fit: Fit, stage: Stage) { (self.fit, self.stage) = (fit, stage) }
}

/// Seats pieces on people and photographs them: the one entry point of this room.
public struct Wearer: Sendable {
    let studio: PlateStudio

    public init(studio: PlateStudio) { self.studio = studio }

    /// Makes one picture.
    ///
    /// - Parameter sketched: called once, before the picture is made, with a small one of it.
    /// - Throws: `Refusal` where the piece cannot be seated, `CancellationError`, and the errors of the rooms below.
    public func wear(
        _ request: WearRequest, progress: @escaping @Sendable (WearStep, Double) -> Void = { _, _ in },
        sketched: (@Sendable (ImageBuffer<DisplayLinear>) -> Void)? = nil
    ) async throws -> OnModelImage {
        var seconds: [WearStep: Double] = [:]
        var clock = Date()
        func lap(_ step: WearStep) {
            seconds[step, default: 0] += Date().timeIntervalSince(clock)
            clock = Date()
            progress(step, 1)
        }

        let (fit, stage) = try seat(request, progress: progress, lap: lap)
        let placement = fit.placement
        var objections = HandOutGate().findings(
            continuedShare: placement.continuedFraction, type: request.piece.type)
        if request.piece.type == .necklace {
            objections += HandOutGate().findings(placement)
        }
        if objections.contains(where: { $0.severity == .refuse }) { throw Refusal(objections) }
        if let sketched, let step = Sketch.step(of: fit.camera) {
            var quick = request
            quick.samplesPerPixel = Sketch.samplesPerPixel
            sketched(try await picture(of: Seated(fit: fit.reduced(by: step), stage: stage), quick).picture)
            lap(.sketch)
        }
        var image = try await picture(of: Seated(fit: fit, stage: stage), request, progress: progress, lap: lap)
        image.secondsByStep = seconds
        return image
    }

    /// Photographs the person and lays the piece on.
    private func picture(
        of seated: Seated, _ request: WearRequest,
        progress: @escaping @Sendable (WearStep, Double) -> Void = { _, _ in }, lap: (WearStep) -> Void = { _ in }
    ) async throws -> OnModelImage {
        let (fit, stage) = (seated.fit, seated.stage)
        let mix = lightMix(for: request, stage: stage, camera: fit.camera)
        let plate = try await studio.plate(
            stage: stage, camera: fit.camera, mix: mix, samplesPerPixel: request.samplesPerPixel, seed: request.seed
        ) { progress(.plate, $0) }
        lap(.plate)

        let cutout = request.piece.wornCutout
        var layer = ProductLayer(cutout: cutout, placement: fit.placement)
        switch fit.gesture.region {
        case .neck: layer.lieOnCloth(of: plate.film, thickness: 2 * fit.reliefHalfThickness)
        case .leftEar, .rightEar, .leftPortrait, .rightPortrait:
            if let lobe = fit.gesture.ear.flatMap({ stage.landmarks.ears[$0] }) {
                layer.hang(
                    before: plate, from: lobe, at: fit.handle?.point ?? lobe.piercing,
                    halfThickness: fit.reliefHalfThickness)
            }
        case .hand, .wrist: break
        }
        let manner = ContactManner(fit)
        let contact = try await retake(
            request, fit: fit, stage: stage, plate: plate, layer: layer, manner: manner, mix: mix
        ) { progress(.contact, $0) }
        lap(.contact)

        let composer = Composer(
            plate: plate, mix: mix, view: PortraitLight.view(melanin: request.person.skin.melanin, mood: request.mood),
            tone: request.piece.tone.map { ToneMatch($0) } ?? ToneMatch(),
            camera: CameraMatch(request.piece, minification: fit.placement.minification, seed: request.seed),
            layer: layer, mirror: request.mirror(pixelsPerMillimetre: fit.pixelsPerMillimetre),
            depthTolerance: manner.depthTolerance, dropsFragments: fit.gesture.isHand)
        let result = try composer.compose(contact: contact)
        lap(.composing)
        var image = OnModelImage(
            picture: result.picture, coverage: result.coverage, layer: layer, fit: fit, stage: stage,
            enlargement: Float(request.framing.width) / Float(fit.camera.width), secondsByStep: [:])
        if request.pastesNaively {
            image.naivePaste = NaivePaste().picture(
                person: try composer.person(), cutout: cutout, placement: fit.placement)
        }
        return image
    }

    // MARK: - Seating

    /// Finds pose, camera and placement without rendering: some seconds.
    ///
    /// - Throws: `Refusal` where the piece cannot be seated, `CancellationError`.
    public func seat(_ request: WearRequest) throws -> Seated {
        let (fit, stage) = try seat(request, progress: { _, _ in }, lap: { _ in })
        return Seated(fit: fit, stage: stage)
    }

    private func seat(
        _ request: WearRequest, progress: @escaping @Sendable (WearStep, Double) -> Void, lap: (WearStep) -> Void
    ) throws -> (Fit, Stage) {
        var (fit, stage) = try seated(request, progress: progress, lap: lap)
        // What is made larger by hand no longer has the size that was stated.
        if request.nudge.scale != 1 { fit.scale.source = .estimated }
        return (fit, stage)
    }

    private func seated(
        _ request: WearRequest, progress: @escaping @Sendable (WearStep, Double) -> Void, lap: (WearStep) -> Void
    ) throws -> (Fit, Stage) {
        switch request.piece.geometry {
        case .necklace(let necklace):
            guard necklace.strands.contains(where: { $0.centreLine.count > 8 }) else {
                throw Refusal([
                    Finding(
                        .unreadable, .refuse, message: "No chain could be followed in this photo.",
                        fix:
                            "Photograph the necklace hanging on a bust of another colour, or mark it with keep strokes."
                    )
                ])
            }
            let stage = try studio.stage(person: request.person, gesture: .neck, setting: request.setting)
            lap(.staging)
            let drape = ChainDrape(stage: stage)
            let fitting = NecklaceFit(
                necklace: necklace, drape: drape, landmarks: stage.landmarks, scale: request.piece.scale,
                statedLength: request.statedMillimetres, distance: request.told)
            let candidate = try fitting.solve { progress(.fitting, $0) }
            let seating = NecklaceSeating(
                cutout: request.piece.cutout, fit: fitting, candidate: candidate, framing: request.framing,
                hem: stage.hem, nudge: request.nudge)
            let fit = try seating.seat()
            lap(.fitting)
            return (fit, stage)
        case .ring(let ring):
            return try seat(ring, request, lap: lap)
        case .bracelet(let bracelet):
            return try seat(bracelet, request, lap: lap)
        case .earring(let geometry):
            let fitting = EarringFit(geometry, asked: request.ear)
            let stage = try studio.stage(
                person: request.person, gesture: .of(fitting.ear, inPortrait: request.framing.crop.showsFace),
                setting: request.setting)
            lap(.staging)
            guard let lobe = stage.landmarks.ears[fitting.ear] else {
                preconditionFailure("an ear's stage has its lobe")
            }
            var fit = EarringSeating(
                fit: fitting, lobe: lobe, scale: request.piece.scale, framing: request.framing,
                distance: request.told, nudge: request.nudge
            ).seat()
            if let asked = request.ear, asked != fitting.ear {
                fit.warnings.append(
                    "This earring's wire goes behind the \(fitting.ear.rawValue) lobe: it is worn on that ear, not mirrored."
                )
            }
            lap(.fitting)
            return (fit, stage)
        }
    }

    // MARK: - Light

    /// The side and the colour of the photo's light where they are known, else a window.
    func lightMix(for request: WearRequest, stage: Stage, camera: Camera) -> LightMix {
        let known = request.knownLight
        guard let lobe = stage.gesture.ear.flatMap({ stage.landmarks.ears[$0] }) else {
            return PortraitLight.mix(like: known, mood: request.mood)
        }
        let view = EarView(toward: camera.position - camera.target, of: lobe)
        return PortraitLight.mix(
            facing: lobe.side, yawDegrees: view.yawDegrees, like: known, mood: request.mood)
    }

    // MARK: - Contact

    /// Renders the region round the piece again with a stand-in for it and the skin that it presses.
    private func retake(
        _ request: WearRequest, fit: Fit, stage: Stage, plate: Plate, layer: ProductLayer, manner: ContactManner,
        mix: LightMix, progress: @escaping @Sendable (Double) -> Void
    ) async throws -> (film: Film, region: ContactRegion)? {
        let region = ContactRegion(
            layer: layer, camera: fit.camera, pixelsPerMillimetre: fit.pixelsPerMillimetre, reach: manner.shadowReach)
        guard let region else { return nil }
        let proxies =
            fit.proxies.map { proxySurface($0) }
            + reliefSurfaces(
                request, fit: fit, plate: plate, layer: layer, manner: manner, blur: fit.pixelsPerMillimetre)
        guard !proxies.isEmpty else { return nil }
        var contacts = fit.contacts
        if fit.piercing == nil, let lobe = fit.gesture.ear.flatMap({ stage.landmarks.ears[$0] }) {
            contacts += layer.pressedOutline(
                of: lobe, at: fit.handle?.point ?? lobe.piercing, on: plate, halfThickness: fit.reliefHalfThickness)
        }
        let skin = pressedSkin(of: stage, fit: fit, contacts: contacts)
        let film = try await studio.retake(
            stage: stage, camera: fit.camera, window: region.window, wanted: region.weight, proxies: proxies,
            skin: skin,
            inset: RenderSettings.Inset(depth: layer.depth(in: region.window), tolerance: manner.depthTolerance),
            mix: mix, samplesPerPixel: request.samplesPerPixel, seed: request.seed, progress: progress)
        return (film, region)
    }

    /// The skin as a piece presses it where it touches.
    func pressedSkin(of stage: Stage, fit: Fit, contacts: [(centre: Vector3, radius: Float)]) -> Mesh {
        var skin = stage.skin
        fit.piercing?.apply(to: &skin)
        fit.lobePull?.apply(to: &skin)
        if !contacts.isEmpty {
            if fit.gesture.isHand {
                // A ring presses its own finger, which lies inside the sphere round the band.
                let centre = contacts.reduce(Vector3.zero) { $0 + $1.centre } / Float(contacts.count)
                let reach = contacts.reduce(0) { max($0, ($1.centre - centre).length) } + 0.3
                pressSkin(&skin, contacts: contacts, softness: 1.1, swelling: 0.34) {
                    ($0 - centre).length < reach
                }
            } else {
                pressSkin(&skin, contacts: contacts, softness: 1.6)
            }
        }
        return skin
    }

    /// The stand-ins made of the piece's silhouette: of what stops light, and of its clear stones.
    ///
    /// - Parameter blur: over how many pixels their colour is averaged.
    private func reliefSurfaces(
        _ request: WearRequest, fit: Fit, plate: Plate, layer: ProductLayer, manner: ContactManner, blur: Float
    ) -> [Surface] {
        let stones = ClearStones(of: request.piece.wornCutout, illuminant: request.piece.illuminant)
        let relief = ReliefProxy(
            layer: layer, stones: stones.map { ProductLayer(cutout: $0.cutout, placement: fit.placement) },
            camera: fit.camera, maximumHalfThickness: fit.reliefHalfThickness,
            edgeHalfThickness: manner.edgeHalfThickness, bounce: manner.bounce, blur: blur,
            step: max(fit.camera.width / 1024, 1))
        let meshes = relief.meshes(visibleAgainst: plate.film.depth, tolerance: manner.depthTolerance)
        let opaque = meshes.opaque.map { proxySurface(ContactProxy(mesh: $0, colour: .zero, isMetal: false)) }
        let clear = meshes.clear.map {
            Surface(mesh: $0, material: .filter(FilterMaterial()), objectID: SceneObject.proxy.rawValue)
        }
        return [opaque, clear].compactMap(\.self)
    }

    private func proxySurface(_ proxy: ContactProxy) -> Surface {
        Surface(
            mesh: proxy.mesh, material: .coated(CoatedMaterial(colour: proxy.colour, coat: proxy.isMetal ? 0.4 : 0.1)),
            objectID: SceneObject.proxy.rawValue, visibleToCamera: false)
    }
}

/// How a piece meets the part of the body that wears it.
private struct ContactManner {
    /// How far behind the skin a product pixel may lie and still count as in front, millimetres.
    var depthTolerance: Float
    /// How far from the piece its shadow is looked for, millimetres.
    var shadowReach = ContactRegion.reach
    /// Half of the stand-in's thickness at the outline, millimetres.
    var edgeHalfThickness: Float = 0.15
    /// Share of the piece's colour that it throws on the skin.
    var bounce: Float = 1

    init(_ fit: Fit) {
        switch fit.gesture.region {
        case .hand, .wrist: depthTolerance = 0.6
        case .neck: depthTolerance = 3.5
        case .leftEar, .rightEar, .leftPortrait, .rightPortrait:
            depthTolerance = 0.3
            // What hangs from an ear throws its shadow far, on jaw and neck.
            shadowReach = 45
            // Fronts lie flush on the lobe, and throw their light at the lens, not on the lobe beside them.
            edgeHalfThickness = fit.piercing == nil ? fit.reliefHalfThickness : 0.6 * fit.reliefHalfThickness
            bounce = 0.4
        }
    }
}
