public import Anatomy
public import Appraisal
internal import Foundation
internal import Geometry
public import Imaging
internal import Plates
public import Rendering
public import Wearing

/// Photographs a model without a piece, to choose one by or to look at.
public struct PlateMaker: Sendable {
    private let folders: Folders

    /// What the plates of this program are kept under: those of another one are never taken.
    package static var platesOfThisProgram: String { PlateCache.build }

    public init(folders: Folders) { self.folders = folders }

    /// The model as `type` is worn, in the light of a window at the left; from the cache where the plate is there.
    ///
    /// - Parameters:
    ///   - gestures: of which the first of the type is taken; none is a relaxed one.
    ///   - ear, yawDegrees: which ear a picture of an earring shows, and how far the camera turns from the head's side
    ///     toward the face, −10…45.
    ///   - style: backdrop, light and garment.
    ///   - part: of the frame, to look at it closely: rendered alone and not kept.
    ///   - progress: share done, 0…1.
    /// - Throws: `CancellationError`, `AnatomyError` when set-up has not run.
    public func picture(
        of person: Person, wearing type: PieceType, gestures: [Gesture] = [], framing: Framing, ear: EarSide = .left,
        yawDegrees: Float = 10, style: Style = Style(), samplesPerPixel: Int = 16, seed: UInt64 = 1,
        part: PixelWindow? = nil, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> ImageBuffer<DisplayLinear> {
        try await picture(
            of: person, wearing: type, gestures: gestures, framing: framing, ear: ear, yawDegrees: yawDegrees,
            style: style, samplesPerPixel: samplesPerPixel, seed: seed, part: part, detail: 4, progress: progress)
    }

    /// The same picture small and at once, for whoever makes a model: of coarser skin, by few light paths, not kept.
    public func preview(of person: Person, wearing type: PieceType) async throws -> ImageBuffer<DisplayLinear> {
        let framing = Resolution.framing(.fourToFive, longerSide: 240)
        return try await picture(
            of: person, wearing: type, gestures: [], framing: framing, ear: .left, yawDegrees: 10, style: Style(),
            samplesPerPixel: 3, seed: 1,
            part: PixelWindow(x: 0, y: 0, width: framing.width, height: framing.height), detail: 2, progress: { _ in })
    }

    /// - Parameter detail: of the skin, as `PlateStudio.stage` takes it.
    private func picture(
        of person: Person, wearing type: PieceType, gestures: [Gesture], framing: Framing, ear: EarSide,
        yawDegrees: Float, style: Style, samplesPerPixel: Int, seed: UInt64, part: PixelWindow?, detail: Int,
        progress: @escaping @Sendable (Double) -> Void
    ) async throws -> ImageBuffer<DisplayLinear> {
        let studio = try PlateStudio(folders: folders)
        let gesture: Gesture =
            switch type {
            case .ring: gestures.first(where: \.isHand) ?? .handFlat
            case .bracelet: gestures.first(where: \.isWrist) ?? .wristRelaxed
            case .earring: Gesture.of(ear, inPortrait: framing.crop.showsFace)
            case .necklace: .neck
            }
        var person = person
        person.moment = Style.moment(of: seed)
        var setting = Styling.setting(
            for: person, wearing: type, style: style, crop: framing.crop, seed: seed)
        setting.lightFromRight = gesture.ear == .right
        if gesture.isWrist {
            person = try WristSizing(person: person).fitted(for: nil, in: studio)
        }
        let stage = try studio.stage(person: person, gesture: gesture, setting: setting, detail: detail)
        let mood = style.light ?? .window
        let mix = PortraitLight.mix(facing: gesture.ear, yawDegrees: yawDegrees, mood: mood)
        let view = PortraitLight.view(melanin: person.skin.melanin, mood: mood)
        let camera = camera(for: stage, framing: framing, yaw: yawDegrees)
        if let part {
            let all = ImageBuffer<Coverage>(width: part.width, height: part.height, fill: 1)
            let film = try await studio.retake(
                stage: stage, camera: camera, window: part, wanted: all, proxies: [], skin: nil, mix: mix,
                samplesPerPixel: samplesPerPixel, seed: seed, progress: progress)
            return view.apply(to: try film.exposed(mix).developed(quality: detail < 3 ? .fast : .high))
        }
        let plate = try await studio.plate(
            stage: stage, camera: camera, mix: mix, samplesPerPixel: samplesPerPixel, seed: seed, progress: progress)
        return view.apply(to: try plate.film.exposed(mix).developed())
    }

    /// A portrait lens before the neck, or square to the back of the hand, with the subject filling the frame.
    private func camera(for stage: Stage, framing: Framing, yaw: Float) -> Camera {
        if let lobe = stage.gesture.ear.flatMap({ stage.landmarks.ears[$0] }) {
            let showsFace = framing.crop.showsFace
            let width = showsFace ? EarView.portraitWidth : 142 * Self.share(framing.crop)
            return EarView(yawDegrees: yaw, width: width, showsFace: showsFace).camera(
                for: lobe, width: framing.width, height: framing.height)
        }
        if let wrist = stage.landmarks.wrist {
            return Self.camera(for: wrist, framing: framing)
        }
        var (target, direction, up) = (stage.subject, Vector3(0.1, 0.04, 1).normalized, Vector3(0, 1, 0))
        var (distance, width): (Float, Float) = (1150, 330)
        if stage.gesture.isHand, let finger = stage.landmarks.fingers[.middle] {
            target = finger.knuckle
            direction = (finger.dorsal + 0.25 * finger.axis).normalized
            up = (finger.axis - direction * dot(finger.axis, direction)).normalized
            (distance, width) = (520, 190)
        }
        // A wide frame shows more at its sides, not less above and below.
        width *= max(framing.aspect / 0.8, 1) * Self.share(framing.crop)
        // Tops and arms are made down to the waist only.
        if !stage.gesture.isHand { width = min(width, 430 * framing.aspect) }
        // A picture of a neck stops below the lips.
        if !stage.gesture.isHand { target.y = stage.landmarks.mouth.y - 22 - width / framing.aspect / 2 }
        // Cloth and clavicles are sharp, a little before the throat.
        return Camera(
            position: target + direction * distance, target: target, up: up, focalLength: 36 * distance / width,
            fNumber: stage.gesture.isHand ? 8 : 5, focusDistance: distance - (stage.gesture.isHand ? 0 : 16),
            width: framing.width, height: framing.height)
    }
}

extension PlateMaker {
    /// Of a standard frame's width.
    private static func share(_ crop: Crop) -> Float {
        switch crop {
        case .macro: 0.6
        case .standard: 1
        case .lifestyle: 1.4
        }
    }

    /// The forearm comes from the lower right, its back and the thumb's side to the lens.
    private static func camera(for wrist: Landmarks.WristSeat, framing: Framing) -> Camera {
        let (distance, width) = (Float(620), 165 * max(framing.aspect / 0.8, 1) * share(framing.crop))
        let toCamera = (wrist.dorsal + 0.45 * wrist.radial - 0.1 * wrist.axis).normalized
        let along = (wrist.axis - toCamera * dot(wrist.axis, toCamera)).normalized
        let aside = cross(toCamera, along)
        let up = along * 0.82 - aside * 0.57
        let target = wrist.centre + wrist.axis * 28
        return Camera(
            position: target + toCamera * distance, target: target, up: up, focalLength: 36 * distance / width,
            fNumber: 9, focusDistance: distance - 18, width: framing.width, height: framing.height)
    }
}

extension PlateStudio {
    /// The studio of a checkout: body, garments and environment of its folders, plates in the user's cache.
    ///
    /// - Throws: `AnatomyError` or `ImagingError` when set-up has not run.
    init(folders: Folders) throws {
        let environment = try EnvironmentFile.read(contentsOf: folders.environments.appending(path: "interior.exr"))
        self.init(
            engine: try AnatomyEngine(assets: .load(from: folders.bodyFile.path)),
            wardrobe: Wardrobe(folder: folders.assets.appending(path: "garments").path),
            cache: PlateCache(folder: folders.plates), environment: environment)
    }
}
