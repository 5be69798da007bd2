package import Anatomy
internal import Appraisal
internal import Foundation
package import Geometry
package import Imaging
internal import Plates
package import Rendering

/// A piece of which everything is known, put on a body: its surfaces in body space, and where they rest on skin.
package struct WornConstruction: Sendable {
    package var surfaces: [Surface]
    package var contacts: [(centre: Vector3, radius: Float)]

    package init(surfaces: [Surface], contacts: [(centre: Vector3, radius: Float)]) {
        (self.surfaces, self.contacts) = (surfaces, contacts)
    }
}

/// A person photographed with a construction on and without it, developed as the picture was.
package struct WornPhotograph: Sendable {
    /// The part of the picture's frame that both show.
    package var window: PixelWindow
    package var worn, bare: ImageBuffer<DisplayLinear>
    /// Where the construction is seen, and where skin is, 0 or 1.
    package var piece, skin: ImageBuffer<Coverage>

    package init(
        window: PixelWindow, worn: ImageBuffer<DisplayLinear>, bare: ImageBuffer<DisplayLinear>,
        piece: ImageBuffer<Coverage>, skin: ImageBuffer<Coverage>
    ) {
        (self.window, self.worn, self.bare, self.piece, self.skin) = (window, worn, bare, piece, skin)
    }
}

extension Wearer {
    /// Photographs the person of a picture wearing a construction, under the picture's camera, light and tone; without
    /// the blur, the compression and the grain that a picture takes from a photo.
    ///
    /// - Throws: `CancellationError`, and the errors of the rooms below.
    package func photograph(
        _ image: OnModelImage, request: WearRequest, wearing construction: WornConstruction
    ) async throws -> WornPhotograph {
        let (fit, stage) = (image.fit, image.stage)
        let mix = lightMix(for: request, stage: stage, camera: fit.camera)
        let plate = try await studio.plate(
            stage: stage, camera: fit.camera, mix: mix, samplesPerPixel: request.samplesPerPixel, seed: request.seed)
        let window = Self.window(of: construction, in: fit.camera)
        let seen = construction.surfaces.map { surface in
            Surface(mesh: surface.mesh, material: surface.material, objectID: SceneObject.proxy.rawValue)
        }
        let film = try await studio.retake(
            stage: stage, camera: fit.camera, window: window,
            wanted: ImageBuffer<Coverage>(width: window.width, height: window.height, fill: 1), proxies: seen,
            skin: pressedSkin(of: stage, fit: fit, contacts: construction.contacts), mix: mix,
            samplesPerPixel: request.samplesPerPixel, seed: request.seed)
        let tone = request.piece.tone.map { ToneMatch($0) } ?? ToneMatch()
        let view = PortraitLight.view(melanin: request.person.skin.melanin, mood: request.mood)
        func developed(_ film: Film) throws -> ImageBuffer<DisplayLinear> {
            tone.apply(to: try film.exposed(mix).developed(), view: view)
        }
        func share(of object: SceneObject) -> ImageBuffer<Coverage> {
            ImageBuffer(
                width: window.width, height: window.height,
                pixels: film.object.pixels.map { $0 == Float(object.rawValue) ? 1 : 0 })
        }
        return WornPhotograph(
            window: window, worn: try developed(film), bare: try developed(plate.film.cropped(to: window)),
            piece: share(of: .proxy), skin: share(of: .skin))
    }

    /// What the construction covers, and as much round it as its shadow can reach.
    private static func window(of construction: WornConstruction, in camera: Camera) -> PixelWindow {
        var (low, high) = (Vector2(repeating: .infinity), Vector2(repeating: -.infinity))
        var depth: Float = 1
        for surface in construction.surfaces {
            for p in surface.mesh.positions {
                let seen = camera.project(p)
                guard seen.depth > 1 else { continue }
                (low, high, depth) = (pointwiseMin(low, seen.pixel), pointwiseMax(high, seen.pixel), seen.depth)
            }
        }
        let margin = 25 * camera.focalLengthPixels / depth
        func clamp(_ v: Float, _ limit: Int) -> Int { v.isFinite ? min(max(Int(v), 0), limit) : 0 }
        let (x0, y0) = (clamp(low.x - margin, camera.width - 1), clamp(low.y - margin, camera.height - 1))
        let (x1, y1) = (clamp(high.x + margin, camera.width), clamp(high.y + margin, camera.height))
        return PixelWindow(x: x0, y: y0, width: max(x1 - x0, 1), height: max(y1 - y0, 1))
    }
}

/// The line that a bracelet's inside follows round a wrist that wears it.
package struct WristLoop {
    package var points: [Vector3]
    /// Away from the wrist, unit.
    package var outward: [Vector3]
    /// From the wrist's hull, millimetres.
    package var gaps: [Float]

    /// - Parameters:
    ///   - innerLength: millimetres; one shorter than the wrist's girth lies on it all round.
    ///   - camera: which way it is looked at: a bracelet hangs toward the lower edge of its picture.
    package init(seat: Landmarks.WristSeat, innerLength: Float, camera: Camera) {
        let axes = camera.axes
        let toward = -axes.forward
        let front = (toward - seat.axis * dot(toward, seat.axis)).normalized
        let across = cross(front, seat.axis)
        let hull = BraceletSection.outline(seat.section, seat: seat, across: across, front: front)
        let down = (Vector2(dot(axes.down, across), dot(axes.down, front)) + Vector2(0, -0.3)).normalized
        let section = BraceletSection(
            hull: hull, slack: max(innerLength - seat.circumference, 0), down: down, offset: 0.1)
        points = section.points.map { seat.centre + across * $0.x + front * $0.y }
        outward = section.points.indices.map { k in
            let tangent = section.point(k + 1) - section.point(k - 1)
            // Counter-clockwise: out is to the right.
            return (across * tangent.y - front * tangent.x).normalized
        }
        gaps = section.gaps
    }
}
