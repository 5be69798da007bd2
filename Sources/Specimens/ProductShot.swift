public import Appraisal
public import Geometry
internal import Glibc
public import Imaging
public import Rendering

/// A product photograph to be taken: a piece on a display under a light, and everything that is true of it.
public struct ProductShot: Sendable {
    public enum Subject: Sendable {
        case necklace(NecklaceSpecimen)
        case ring(RingSpecimen, display: RingDisplay)
        case bracelet(BraceletSpecimen)
        /// A pair, on a card or a bar.
        case earrings(EarringSpecimen)
    }

    public var subject: Subject
    /// Colour of the display's cloth or leatherette.
    public var displayColour: Vector3
    public var backgroundColour: Vector3
    public var light: LightMix
    public var camera: Camera
    public var samplesPerPixel: Int
    public var seed: UInt64

    /// What is true of a product photograph, by construction.
    public struct Truth: Sendable, Codable {
        public var type: PieceType
        public var metal: Metal
        /// Size of a pixel on the piece, millimetres.
        public var millimetresPerPixel: Float
        /// Middle line of the visible part of a necklace, pixels, camera left to right.
        public var centreLine: [Vector2]
        /// Length of the closed chain, millimetres.
        public var chainLength: Float?
        /// Centre of a ring's band, pixels; its axis and head direction in camera space (x right, y down, z away).
        public var bandCentre: Vector2?
        public var bandAxis: Vector3?
        public var headDirection: Vector3?
        /// Inner radius, pixels and millimetres.
        public var innerRadiusPixels: Float?
        public var innerDiameter: Float?
        /// Where earrings go into the ear, pixels, left to right.
        public var attachments: [Vector2]?
        /// Unit: the way earrings hang in the photograph.
        public var hang: Vector2?
        public var light: LightMix

        public init(
            type: PieceType, metal: Metal, millimetresPerPixel: Float, centreLine: [Vector2] = [],
            chainLength: Float? = nil, bandCentre: Vector2? = nil, bandAxis: Vector3? = nil,
            headDirection: Vector3? = nil, innerRadiusPixels: Float? = nil, innerDiameter: Float? = nil,
            light: LightMix
        ) {
            (self.type, self.metal, self.millimetresPerPixel) = (type, metal, millimetresPerPixel)
            (self.centreLine, self.chainLength, self.light) = (centreLine, chainLength, light)
            (self.bandCentre, self.bandAxis, self.headDirection) = (bandCentre, bandAxis, headDirection)
            (self.innerRadiusPixels, self.innerDiameter) = (innerRadiusPixels, innerDiameter)
        }
    }

    public struct Photograph: Sendable {
        public var image: ImageBuffer<DisplayLinear>
        public var matte: ImageBuffer<Coverage>
        public var truth: Truth
    }

    private static let pieceID: UInt32 = 1
    private static let displayID: UInt32 = 2

    public init(
        subject: Subject, displayColour: Vector3, backgroundColour: Vector3, light: LightMix, camera: Camera,
        samplesPerPixel: Int = 96, seed: UInt64 = 1
    ) {
        (self.subject, self.displayColour, self.backgroundColour) = (subject, displayColour, backgroundColour)
        (self.light, self.camera, self.samplesPerPixel, self.seed) = (light, camera, samplesPerPixel, seed)
    }

    /// Renders the photograph, its matte and its truth.
    public func take(progress: @escaping @Sendable (Double) -> Void = { _ in }) async throws -> Photograph {
        let piece = pieceSurfaces()
        let displays = displaySurfaces()
        let groups = LightGroup.allCases.filter { light[$0] != .zero }
        let scene = Scene(surfaces: piece + displays, lights: lights(groups))
        let settings = RenderSettings(
            samplesPerPixel: samplesPerPixel, maximumDepth: 9, seed: seed, groups: groups, expectedMix: light)
        let film = try await Renderer().render(scene, camera: camera, settings: settings) {
            progress(0.9 * $0.fraction)
        }
        let clean = try Denoiser().denoise(film.mixed(light), albedo: film.albedo, normal: film.normal)
        let image = ViewTransform(shoulderStart: 0.75).apply(to: clean)
        let matte = try await matte(piece: piece, displays: displays)
        progress(1)
        return Photograph(image: image, matte: matte, truth: truth())
    }

    /// The piece glowing before a black display: what the camera receives is coverage.
    private func matte(piece: [Surface], displays: [Surface]) async throws -> ImageBuffer<Coverage> {
        let glowing = piece.map {
            Surface(mesh: $0.mesh, material: .emissive(EmissiveMaterial(radiance: .one)), objectID: $0.objectID)
        }
        let black = displays.map {
            Surface(mesh: $0.mesh, material: .coated(CoatedMaterial(colour: .zero)), objectID: $0.objectID)
        }
        let mix = LightMix([.environment: .one])
        let settings = RenderSettings(
            samplesPerPixel: 48, maximumDepth: 1, seed: seed, groups: [.environment], expectedMix: mix)
        let film = try await Renderer().render(Scene(surfaces: glowing + black), camera: camera, settings: settings)
        let layer = film.mixed(mix)
        var alpha = ImageBuffer<Coverage>(width: layer.width, height: layer.height)
        for i in alpha.pixels.indices { alpha.pixels[i] = min(max(layer.pixels[3 * i + 1], 0), 1) }
        return alpha
    }

    // MARK: - Scene

    private func pieceSurfaces() -> [Surface] {
        switch subject {
        case .necklace(let necklace): necklace.surfaces(objectID: Self.pieceID)
        case .ring(let ring, _): ring.surfaces(objectID: Self.pieceID)
        case .bracelet(let bracelet): bracelet.surfaces(objectID: Self.pieceID)
        case .earrings(let earring):
            earring.places.flatMap { place in
                earring.surfaces(objectID: Self.pieceID).map {
                    Surface(
                        mesh: $0.mesh.moved(by: .translation(place)), material: $0.material, objectID: $0.objectID)
                }
            }
        }
    }

    private func displaySurfaces() -> [Surface] {
        let cloth = Material.coated(CoatedMaterial(colour: displayColour, coat: 0.12, coatRoughness: 0.42))
        switch subject {
        case .necklace(let necklace):
            return [
                Surface(mesh: necklace.bust.mesh(), material: cloth, objectID: Self.displayID),
                backdrop(floor: -250, behind: -420),
            ]
        case .ring(let ring, let display):
            return displayForRing(ring, display, cloth)
        case .bracelet(let bracelet):
            return [
                Surface(mesh: bracelet.bolster(), material: cloth, objectID: Self.displayID),
                backdrop(floor: -bracelet.radius, behind: -260),
            ]
        case .earrings(let earring):
            return [
                Surface(mesh: earring.display(), material: cloth, objectID: Self.displayID),
                backdrop(floor: -150, behind: -260),
            ]
        }
    }

    private func displayForRing(_ ring: RingSpecimen, _ display: RingDisplay, _ cloth: Material) -> [Surface] {
        let r = ring.innerDiameter / 2
        switch display {
        case .cone:
            // The cone is as thick as the band where the band rests.
            let profile: [Vector2] = [
                [0.01, -34], [r + 5.4, -34], [r - 0.05, 0], [2.2, 46], [1.2, 47.5], [0.01, 48],
            ]
            return [
                Surface(mesh: Shapes.lathe(profile: profile, segments: 128), material: cloth, objectID: Self.displayID),
                backdrop(floor: -34, behind: -160),
            ]
        case .slot:
            // Two padded halves hold the lower part of the band; the slot runs across the band's axis.
            let top = -0.15 * r
            let gap = ring.width / 2 + 0.3
            let left = Shapes.box(lower: [-26, gap, -40], upper: [26, gap + 15, top])
            let right = Shapes.box(lower: [-26, -gap - 15, -40], upper: [26, -gap, top])
            let floor = Mesh(
                positions: [[-900, -900, -40], [900, -900, -40], [900, 900, -40], [-900, 900, -40]],
                triangles: [[0, 1, 2], [0, 2, 3]])
            return [
                Surface(mesh: left, material: cloth, objectID: Self.displayID),
                Surface(mesh: right, material: cloth, objectID: Self.displayID),
                Surface(
                    mesh: floor, material: .coated(CoatedMaterial(colour: backgroundColour)), objectID: Self.displayID),
            ]
        }
    }

    /// A floor that bends up into a wall.
    private func backdrop(floor: Float, behind: Float) -> Surface {
        var mesh = Mesh()
        let profile: [Vector2] = (0...24).map { k in
            let t = Float(k) / 24
            if t < 0.3 { return Vector2(mix(900, behind + 160, t / 0.3), floor) }
            if t > 0.7 { return Vector2(behind, mix(floor + 160, 1600, (t - 0.7) / 0.3)) }
            let a = (t - 0.3) / 0.4 * .pi / 2
            return Vector2(behind + 160 * (1 - sin(a)), floor + 160 * (1 - cos(a)))
        }
        for p in profile {
            mesh.positions += [[-2500, p.y, p.x], [2500, p.y, p.x]]
        }
        for k in 0..<UInt32(profile.count - 1) {
            mesh.triangles += [[2 * k, 2 * k + 1, 2 * k + 3], [2 * k, 2 * k + 3, 2 * k + 2]]
        }
        mesh.normals = mesh.smoothNormals()
        return Surface(
            mesh: mesh, material: .coated(CoatedMaterial(colour: backgroundColour)), objectID: Self.displayID)
    }

    /// The studio's lights round the piece: a card that faces a light reads 1 at gain 1.
    private func lights(_ groups: [LightGroup]) -> [Light] {
        StudioLights(subject: camera.target, radius: subjectRadius, camera: camera).lights(for: groups)
    }

    private var subjectRadius: Float {
        switch subject {
        case .necklace: 150
        case .ring: 22
        case .bracelet: 40
        case .earrings: 40
        }
    }

    // MARK: - Truth

    private func truth() -> Truth {
        switch subject {
        case .necklace(let necklace):
            let path = necklace.path()
            let axis = path.reduce(.zero, +) / Float(path.count)
            // The bust hides what faces away.
            let seen = path.filter { p in
                let outward = Vector3(p.x, 0, p.z - axis.z).normalized
                return dot(outward, (camera.position - p).normalized) > 0
            }
            let pixels = seen.map { camera.project($0).pixel }
            let low = path.min { $0.y < $1.y }!
            return Truth(
                type: .necklace, metal: necklace.metal,
                millimetresPerPixel: camera.project(low).depth / camera.focalLengthPixels, centreLine: pixels,
                chainLength: necklace.length, light: light)
        case .ring(let ring, _):
            let axes = camera.axes
            func toCamera(_ v: Vector3) -> Vector3 { [dot(v, axes.right), dot(v, axes.down), dot(v, axes.forward)] }
            let centre = camera.project(.zero)
            let pixel = centre.depth / camera.focalLengthPixels
            return Truth(
                type: .ring, metal: ring.metal, millimetresPerPixel: pixel, centreLine: [], bandCentre: centre.pixel,
                bandAxis: toCamera([0, 1, 0]), headDirection: toCamera([0, 0, 1]),
                innerRadiusPixels: ring.innerDiameter / 2 / pixel, innerDiameter: ring.innerDiameter, light: light)
        case .bracelet(let bracelet):
            let axes = camera.axes
            func toCamera(_ v: Vector3) -> Vector3 { [dot(v, axes.right), dot(v, axes.down), dot(v, axes.forward)] }
            let centre = camera.project(.zero)
            let pixel = centre.depth / camera.focalLengthPixels
            return Truth(
                type: .bracelet, metal: bracelet.metal, millimetresPerPixel: pixel, bandCentre: centre.pixel,
                bandAxis: toCamera(bracelet.axis), innerRadiusPixels: bracelet.radius / pixel,
                innerDiameter: 2 * bracelet.radius, light: light)
        case .earrings(let earring):
            let holes = earring.places.map { camera.project($0) }
            let lower = camera.project(earring.places[0] + [0, earring.extent.lowerBound, 0]).pixel
            var truth = Truth(
                type: .earring, metal: earring.metal,
                millimetresPerPixel: holes[0].depth / camera.focalLengthPixels, light: light)
            truth.attachments = holes.map(\.pixel)
            truth.hang = (lower - holes[0].pixel).normalized
            return truth
        }
    }
}
