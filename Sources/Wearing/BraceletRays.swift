internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging
internal import Rendering

/// What a ray through the picture meets of a worn bracelet.
struct BraceletRays {
    /// A place of the piece that a ray meets.
    struct Place {
        /// In the upright photo, pixels.
        var source: Vector2
        /// Along the camera axis, millimetres.
        var depth: Float
        var origin: Origin
    }

    /// Where the pixels of a place come from: the photo of that place, the pattern repeated, or what hangs or stands
    /// beside the band.
    enum Origin { case photographed, repeated, beside }

    private let bracelet: BraceletGeometry
    private let candidate: BraceletFit.Candidate
    private let section: BraceletSection
    private let unrolling: BraceletUnrolling
    private let cutout: Cutout
    private let shown: BraceletFront
    private let course: BraceletCourse
    private let camera: Camera
    private let skin: SkinDepth
    /// The lens from the middle of the seat: in the section's axes, and along the arm.
    private let origin: Vector2
    private let eyeHeight: Float

    init(
        bracelet: BraceletGeometry, candidate: BraceletFit.Candidate, section: BraceletSection,
        unrolling: BraceletUnrolling, cutout: Cutout, camera: Camera, skin: SkinDepth
    ) {
        (self.bracelet, self.candidate, self.section) = (bracelet, candidate, section)
        (self.unrolling, self.cutout, self.camera, self.skin) = (unrolling, cutout, camera, skin)
        course = BraceletCourse(bracelet: bracelet, cutout: cutout)
        shown = BraceletFront(bracelet: bracelet, course: course, cutout: cutout)
        let eye = camera.position - candidate.seat.centre
        origin = Vector2(dot(eye, candidate.across), dot(eye, candidate.front))
        eyeHeight = dot(eye, candidate.axis)
    }

    /// How far what is repeated rounds its silhouette, in widths: what its edge looks like was not photographed.
    private static let repeatedReach: Float = 0.2

    /// With less the cutout has nothing of the piece at a place.
    private static let leastCoverage: Float = 0.03

    /// What the ray through a point of the picture meets, or nil.
    func place(at q: Vector2) -> Place? {
        let c = candidate
        let mm = c.millimetresPerPixel
        let d = camera.direction(through: q)
        let forward = dot(d, camera.axes.forward)
        let climb = dot(d, c.axis)
        let met = section.meet(from: origin, along: Vector2(dot(d, c.across), dot(d, c.front)))
        let height = eyeHeight + met.distance * climb
        let there = unrolling.source(at: met.arc)
        let isBand = isStrip(there, height: height / mm)
        let photo = photographed(there, height: height / mm, beside: met.beside / mm)
        // Where it goes round the edge its far side stands off the skin too, beside the near one.
        if !isBand || cutout.coverage(at: photo) <= Self.leastCoverage, !bracelet.isLoop, let far = met.far {
            let beyond = (eyeHeight + far.distance * climb) / mm
            let behind = unrolling.source(at: far.arc)
            // Not where the arm hides it: its colour would bleed over the edge of what is in front.
            let arm = skin.depth(at: q)
            let isFree = !arm.isFinite || arm > far.distance * forward
            if behind.isContinued, isStrip(behind, height: beyond), isFree {
                return Place(
                    source: pixel(of: behind, height: beyond), depth: far.distance * forward, origin: .beside)
            }
        }
        guard reaches(met, there, isBand: isBand, height: height / mm), shown.shows(photo) else { return nil }
        let front = met.distance * forward
        if !bracelet.isFront(photo) {
            // The far half lies as far behind the arm's middle; beads that stand off the skin show beside it.
            if there.isContinued { return nil }
            let middle = dot(c.axis * height - (camera.position - c.seat.centre), camera.axes.forward)
            return Place(source: photo, depth: 2 * middle - front - c.thickness / 2, origin: .beside)
        }
        return Place(
            source: photo, depth: lying(front - c.thickness / 2, over: skin.depth(at: q), isBand: isBand),
            origin: !isBand || met.beside != 0 ? .beside : there.isContinued ? .repeated : .photographed)
    }

    /// Whether a height is the strip's own, photo pixels.
    ///
    /// - Parameter rounding: past the middle of its turn, in halves of what it rounds: its section is an ellipse.
    private func isStrip(_ there: BraceletUnrolling.Source, height: Float, rounding: Float = 0) -> Bool {
        guard let end = there.repeatsFrom else { return shown.isStrip(height) }
        guard rounding <= 1, let place = course.place(of: height, at: end) else { return false }
        return abs(place.share) < BraceletCourse.edge * (1 - rounding * rounding).squareRoot()
    }

    /// Whether the piece goes as far from its middle's silhouette as a ray passes it: a strip by half its thickness, and
    /// what hangs beside it by what it may; only strips go on, and what is repeated has nothing beside it.
    private func reaches(
        _ met: BraceletSection.Place, _ there: BraceletUnrolling.Source, isBand: Bool, height: Float
    ) -> Bool {
        let beside = abs(met.beside)
        if there.isContinued {
            guard isBand, beside > 0 else { return isBand }
            let reach = min(
                candidate.thickness / 2, Self.repeatedReach * bracelet.width * candidate.millimetresPerPixel)
            return !bracelet.isLoop && isStrip(there, height: height, rounding: beside / reach)
        }
        return beside <= (isBand && !bracelet.isLoop ? 0.55 * candidate.thickness : 12)
    }

    /// The photo's pixel of a place on the band; what is repeated keeps its place within its strip, whose course goes on
    /// from where it was seen last.
    private func pixel(of there: BraceletUnrolling.Source, height: Float) -> Vector2 {
        guard let end = there.repeatsFrom, let place = course.place(of: height, at: end) else {
            return bracelet.pixel(angle: there.angle, height: height)
        }
        return bracelet.pixel(angle: there.angle, height: course.height(of: place, at: there.angle))
    }

    /// The photo's pixel of a place on the band, or beside the one where a ray comes nearest to it.
    ///
    /// What was photographed goes on along the band's own bow as long as there is some; what is repeated rounds its edge
    /// as a mirror would show it.
    private func photographed(_ there: BraceletUnrolling.Source, height: Float, beside: Float) -> Vector2 {
        guard beside != 0 else { return pixel(of: there, height: height) }
        let radius = bracelet.radius
        let onBow = radius * sin(there.angle)
        if there.isContinued {
            var mirrored = there
            mirrored.angle = asin((onBow - copysign(min(abs(beside), abs(onBow)), onBow)) / radius)
            return pixel(of: mirrored, height: height)
        }
        let u = onBow - beside
        let angle = asin(min(max(u / radius, -1), 1))
        let sideways = Vector2(bracelet.across.x, bracelet.across.y)
        return bracelet.pixel(angle: angle, height: height) + sideways * (u - radius * sin(angle))
    }

    /// The depth of the band where the skin is no cylinder: it lies on what rises a little through it, and what hangs
    /// from it lies on the hand. What stands much nearer hides it.
    private func lying(_ band: Float, over skin: Float, isBand: Bool) -> Float {
        guard skin.isFinite, skin < band + 0.3 else { return band }
        return skin > band - (isBand ? 5 : 14) ? skin - 0.3 : band
    }
}
