import Appraisal
import Geometry
internal import Glibc
import Imaging
import Rendering

/// The part of a data set that a sample is for.
public enum SpecimenSplit: String, Sendable, CaseIterable {
    case train
    /// Families, displays and textures that are never in `train`.
    case heldout
}

/// Draws product photographs by lot: piece, display, surroundings, light and camera.
package struct SpecimenLottery {
    package var split: SpecimenSplit
    /// Longer side of the pictures, pixels.
    package var size: Int

    package init(split: SpecimenSplit, size: Int) { (self.split, self.size) = (split, size) }

    /// The shot of a ticket; the same ticket is the same shot.
    package func shot(seed: UInt64, index: Int) -> LayeredShot {
        var dice = Dice(seed: seed &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(index), sequence: split == .train ? 3 : 5)
        var staging = stage(&dice)
        if dice.chance(0.16) { addAnotherPiece(to: &staging, &dice) }
        // Rings are sold with their tags on.
        if dice.chance(staging.jewel.band == nil ? 0.12 : 0.18) {
            staging.surroundings += Surroundings.priceTag(&dice, on: staging)
        }
        if dice.chance(0.1) { staging.surroundings += Surroundings.fingers(&dice, beside: staging) }
        let camera = camera(for: staging, &dice)
        let (mix, room) = light(&dice)
        return LayeredShot(
            staging: staging, camera: camera, mix: mix, room: room, exposure: exp2(dice.real(-0.6...0.45)),
            contrast: dice.real(0.95...1.25), seed: UInt64(dice.seed32()))
    }

    private func stage(_ dice: inout Dice) -> Staging {
        switch dice.draw(
            [(PieceType.necklace, 0.36), (.ring, 0.22), (.earring, 0.22), (.bracelet, 0.2)] as [(PieceType, Float)])
        {
        case .necklace:
            let design = NecklaceDesign(&dice, split: split)
            return dice.draw(NecklaceDisplay.lot(split)).stage(design, &dice, split: split)
        case .ring:
            let design = RingDesign(&dice, split: split)
            return dice.draw(RingStand.lot(split, isWide: design.band == .wide)).stage(design, &dice, split: split)
        case .earring:
            let design = EarringDesign(&dice, split: split)
            return dice.draw(EarringStand.lot(split)).stage(design, &dice, split: split)
        case .bracelet:
            let design = BraceletDesign(&dice, split: split)
            return dice.draw(BraceletStand.lot(split)).stage(design, &dice, split: split)
        }
    }

    /// A smaller piece of another type beside the wanted one, as sets are shown.
    private func addAnotherPiece(to staging: inout Staging, _ dice: inout Dice) {
        let outline = staging.jewel.outline
        let reach = outline.map(\.length).max() ?? 50
        var other: [Part] = []
        if staging.jewel.type == .earring {
            other = RingDesign(&dice, split: split).jewel().resting().parts
        } else {
            let design = EarringDesign(&dice, split: split)
            let lowest = design.parts.reduce(Float(0)) { m, part in part.mesh.positions.reduce(m) { min($0, $1.y) } }
            let pair = [-14, 14].flatMap { (x: Float) in design.parts.moved(by: .translation([x, -max(lowest, -4), 0]))
            }
            other =
                staging.isStanding
                ? pair.moved(by: AffineTransform(x: [1, 0, 0], y: [0, 0, 1], z: [0, -1, 0])) : pair
        }
        let side: Float = dice.chance(0.5) ? -1 : 1
        let at = Vector3(
            side * reach * dice.real(0.9...1.2), staging.isStanding ? dice.real(-0.5...0.2) * reach : 0,
            staging.isStanding ? -dice.real(0...0.4) * reach : dice.real(-0.6...0.6) * reach)
        staging.others = other.moved(by: .translation(at))
    }

    // MARK: - Camera

    private func camera(for staging: Staging, _ dice: inout Dice) -> Camera {
        let aspect: Float = dice.pick([1, 1, 0.8, 0.75, 0.75, 1.333, 1.5, 0.667, 0.5625])
        let (width, height) = aspect >= 1 ? (size, Int(Float(size) / aspect)) : (Int(Float(size) * aspect), size)
        let points = staging.framed ?? staging.jewel.outline
        let centre = points.reduce(.zero, +) / Float(max(points.count, 1))
        let reach = max(points.map { ($0 - centre).length }.max() ?? 50, 6)
        // Half of the cameras stand about in front.
        let centred = dice.chance(0.5)
        let azimuth = dice.real(staging.azimuth) * (centred ? 0.3 : 1)
        // Nearer no lens focuses, and what stands about would stand in the way.
        let distance = max(reach * dice.size(4.5...14), dice.real(230...420))
        // From below the table there is nothing to see.
        let lowest = (staging.display.isEmpty ? staging.jewel.parts : staging.display).lowest(along: staging.up)
        let least = asin(min(max((lowest + 6 - dot(centre, staging.up)) / distance, -0.9), 0.5)) * 180 / .pi
        let elevation = max(dice.real(staging.elevation), least)
        let right = cross(staging.up, staging.front)
        let (a, e) = (azimuth * .pi / 180, elevation * .pi / 180)
        let level = staging.front * cos(a) + right * sin(a)
        let away = level * cos(e) + staging.up * sin(e)
        let upright = staging.up * cos(e) - level * sin(e)
        let roll = (dice.chance(0.3) ? dice.real(-12...12) : dice.real(-2...2)) * .pi / 180
        let up = (upright * cos(roll) + cross(away, upright) * sin(roll)).normalized
        var camera = Camera(position: centre + away * distance, target: centre, up: up, width: width, height: height)
        frame(points, with: &camera, isPair: staging.jewel.type == .earring, &dice)
        // Most chains are seen two pixels wide or more; whoever sells one goes near enough.
        let pixel = camera.project(centre).depth / camera.focalLengthPixels
        let wanted = dice.real(1.1...2)
        if staging.jewel.finest < wanted * pixel, dice.chance(0.6) {
            camera.focalLength *= min(wanted * pixel / staging.jewel.finest, 1.6)
        }
        focus(&camera, reach: reach, &dice)
        return camera
    }

    /// Sets focal length and aim so that the piece fills a drawn part of the frame, sometimes cut by its edge.
    private func frame(_ points: [Vector3], with camera: inout Camera, isPair: Bool, _ dice: inout Dice) {
        camera.focalLength = 100
        let pixels = points.map { camera.project($0).pixel }
        var (low, high) = (Vector2(repeating: .infinity), Vector2(repeating: -.infinity))
        for p in pixels { (low, high) = (pointwiseMin(low, p), pointwiseMax(high, p)) }
        let span = high - low
        let frame = Vector2(Float(camera.width), Float(camera.height))
        let most: Float = isPair ? 1 : 1.5
        let fill = dice.draw(
            [(dice.real(0.28...0.5), 0.2), (dice.real(0.5...0.86), 0.62), (dice.real(0.86...most), 0.18)]
                as [(Float, Float)])
        let zoom = fill / max(span.x / frame.x, span.y / frame.y, 1e-4)
        // Where the piece's middle shall be, off the frame's middle.
        let room = (frame - span * zoom) / 2
        func aside(_ room: Float) -> Float {
            // Off the middle within the frame; what is larger than the frame may be cut anywhere.
            dice.real(-0.7...0.7) * (room < 0 && isPair ? 0 : abs(room))
        }
        var shift = Vector2(aside(room.x), aside(room.y))
        if dice.chance(0.12) { shift = shift + Vector2(dice.real(-0.25...0.25), dice.real(-0.25...0.25)) * frame }
        camera.focalLength *= zoom
        let middle = (low + high) / 2 - frame / 2
        let pixel = middle - shift / zoom
        let scale = (camera.target - camera.position).length / (camera.focalLengthPixels / zoom)
        let axes = camera.axes
        let move = (axes.right * pixel.x + axes.down * pixel.y) * scale
        camera.target += move
        camera.position += move
    }

    /// An aperture so that the piece is sharp or a little soft and the distance softer.
    private func focus(_ camera: inout Camera, reach: Float, _ dice: inout Dice) {
        let distance = (camera.target - camera.position).length
        camera.focusDistance = distance - reach * dice.real(-0.1...0.4)
        // Blur of half a piece's depth behind the focus, pixels.
        let blur = dice.draw([(0, 0.25), (dice.size(0.3...1.2), 0.5), (dice.size(1.2...4), 0.25)] as [(Float, Float)])
        guard blur > 0 else { return }
        let depth = 0.5 * reach
        let aperture = blur * (camera.focusDistance + depth) * camera.focusDistance / (camera.focalLengthPixels * depth)
        camera.fNumber = max(camera.focalLength / aperture, 0.5)
    }

    // MARK: - Light

    private func light(_ dice: inout Dice) -> (LightMix, ImageBuffer<SceneLinear>) {
        var gains: [LightGroup: SIMD3<Float>] = [:]
        func add(_ group: LightGroup, _ gain: Float, _ cast: Vector3 = .one) {
            gains[group, default: .zero] += cast * gain
        }
        let warm = Vector3(1.12, 1, dice.real(0.5...0.85))
        let cold = Vector3(dice.real(0.75...0.95), 1, dice.real(1.05...1.3))
        switch dice.whole(0...6) {
        case 0: add(.softboxes, dice.real(0.5...0.9))
        case 1: add(dice.chance(0.5) ? .left : .right, dice.real(0.6...1), dice.chance(0.4) ? cold : .one)
        case 2:
            add(.flash, dice.real(0.5...0.9))
            add(.overhead, dice.real(0...0.2), warm)
        case 3: add(.overhead, dice.real(0.5...0.9), dice.chance(0.5) ? warm : .one)
        case 4: add(.tent, dice.real(0.6...0.95))
        case 5:
            add(.left, dice.real(0.3...0.6), cold)
            add(.overhead, dice.real(0.2...0.5), warm)
        default:
            add(.softboxes, dice.real(0.2...0.5))
            add(.rim, dice.real(0.2...0.7))
            add(.fill, dice.real(0.05...0.3))
        }
        add(.environment, dice.real(0.12...0.6), dice.chance(0.3) ? warm : .one)
        if dice.chance(0.4) { add(.tent, dice.real(0.05...0.3)) }
        // A wrong white balance tints all alike: green, yellow, purple.
        let cast: Vector3 =
            dice.chance(0.3) ? [dice.real(0.82...1.2), dice.real(0.88...1.1), dice.real(0.72...1.2)] : .one
        return (LightMix(gains.mapValues { $0 * cast }), Rooms.draw(&dice))
    }
}

extension Staging {
    var isStanding: Bool { elevation.lowerBound < 20 }
}
