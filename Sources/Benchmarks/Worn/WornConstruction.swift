internal import Anatomy
internal import Appraisal
internal import Geometry
internal import Glibc
internal import Plates
internal import Rendering
internal import Specimens
internal import Wearing

extension WornConstruction {
    /// A specimen on the body of a picture by construction: where anatomy and gravity put it, whatever the pipeline read.
    ///
    /// A necklace is hung with its true length and weight; a ring stands at the seat of the finger that wears it, its
    /// axis the finger's and its head up, turned and leant toward how it was photographed no farther than rings turn and
    /// lean; an earring hangs plumb from the hole; a bracelet goes round the wrist with its true length.
    ///
    /// - Returns: nil where the pose has no such place.
    init?(_ subject: ProductShot.Subject, truth: ProductShot.Truth, shot: Camera, on image: OnModelImage) {
        switch subject {
        case .necklace(let necklace): self.init(necklace, on: image)
        case .ring(let ring, _): self.init(ring, truth: truth, shot: shot, on: image)
        case .earrings(let earring): self.init(earring, shot: shot, on: image)
        case .bracelet(let bracelet): self.init(bracelet, on: image)
        }
    }

    private init(_ necklace: NecklaceSpecimen, on image: OnModelImage) {
        let drape = ChainDrape(stage: image.stage)
        let chain = drape.hang(
            length: necklace.length, radius: necklace.radius, weightAtFront: necklace.pendantWeight
        ).refined(spacing: 1)
        let low = chain.points.min { $0.y < $1.y }!
        // A pendant leans on what is below it, not on the line where the chain lies.
        let chest = drape.surface.nearest(to: low + [0, -12, 0])?.normal ?? [0, 0, 1]
        let contacts = chain.points.indices.filter { chain.gaps[$0] < 1.5 }.map {
            (centre: chain.points[$0], radius: necklace.radius)
        }
        self.init(
            surfaces: necklace.surfaces(
                along: chain.points, outward: chain.normals, under: chest, objectID: 1), contacts: contacts)
    }

    private init?(_ ring: RingSpecimen, truth: ProductShot.Truth, shot: Camera, on image: OnModelImage) {
        let view = image.fit.camera
        let centre = image.fit.connections.first?.point ?? .zero
        let seats = image.stage.landmarks.fingers.values
        guard let seat = seats.min(by: { ($0.seat - centre).length < ($1.seat - centre).length }),
            let band = TrueBand(truth, camera: shot)
        else { return nil }
        // As it was photographed, in the same camera over the finger.
        let pixel = view.project(seat.seat).pixel
        let axes = view.axes
        func toBody(_ v: Vector3) -> Vector3 {
            let d = fromRay(v, through: pixel, camera: view)
            return axes.right * d.x + axes.down * d.y + axes.forward * d.z
        }
        let (asShot, headShot) = (toBody(band.axis), toBody(band.head))
        let axis = turned(seat.axis * (dot(asShot, seat.axis) < 0 ? -1 : 1), toward: asShot, atMost: 9)
        func square(_ v: Vector3) -> Vector3 { (v - axis * dot(v, axis)).normalized }
        let head = square(turned(square(seat.dorsal), toward: square(headShot), atMost: 12))
        let place = AffineTransform(x: cross(axis, head), y: axis, z: head, translation: seat.seat)
        let section = 0.5 * min(ring.thickness, ring.width)
        let side = max(0.5 * ring.width - section, 0)
        let contacts = (0..<216).map { k -> (centre: Vector3, radius: Float) in
            let t = Float(k % 72) / 72 * 2 * .pi
            let r = ring.innerDiameter / 2 + section
            return (place.apply([r * sin(t), side * Float(k / 72 - 1), r * cos(t)]), section)
        }
        self.init(surfaces: ring.surfaces(objectID: 1).moved(by: place), contacts: contacts)
    }

    private init?(_ earring: EarringSpecimen, shot: Camera, on image: OnModelImage) {
        let (fit, view) = (image.fit, image.fit.camera)
        guard let lobe = fit.gesture.ear.flatMap({ image.stage.landmarks.ears[$0] }) else { return nil }
        let hole = lobe.piercing + (fit.lobePull?.displacement ?? .zero)
        let level = Vector3(lobe.normal.x, 0, lobe.normal.z).normalized
        var facing = level
        if earring.style == .hoop {
            // It swings: its face is turned from the lens as it was from the photo's.
            let (toLens, photographed) = ((view.position - hole), (shot.position - shot.target))
            let azimuth = atan2(toLens.x, toLens.z) - atan2(photographed.x, photographed.z)
            facing = [sin(azimuth), 0, cos(azimuth)]
        }
        let place = AffineTransform(x: cross([0, 1, 0], facing), y: [0, 1, 0], z: facing, translation: hole)
        self.init(surfaces: earring.surfaces(objectID: 1).moved(by: place), contacts: [(hole, 0.7)])
    }

    private init?(_ bracelet: BraceletSpecimen, on image: OnModelImage) {
        guard let seat = image.stage.landmarks.wrist else { return nil }
        let loop = WristLoop(seat: seat, innerLength: bracelet.innerLength, camera: image.fit.camera)
        let contacts = loop.points.indices.filter { loop.gaps[$0] < 1.5 }.map {
            (centre: loop.points[$0] + loop.outward[$0] * 0.8, radius: Float(0.8))
        }
        self.init(
            surfaces: bracelet.surfaces(round: loop.points, outward: loop.outward, objectID: 1), contacts: contacts)
    }
}

extension [Surface] {
    fileprivate func moved(by place: AffineTransform) -> [Surface] {
        map { surface in
            var moved = surface
            moved.mesh = surface.mesh.moved(by: place)
            return moved
        }
    }
}

/// A unit vector turned toward another, by so many degrees at most.
private func turned(_ v: Vector3, toward other: Vector3, atMost limit: Float) -> Vector3 {
    let axis = cross(v, other)
    let angle = atan2(axis.length, dot(v, other)) * 180 / .pi
    guard axis.length > 1e-5 else { return v }
    return AffineTransform.rotation(axis: axis.normalized, degrees: min(angle, limit)).applyToDirection(v)
}

/// The inverse of `alongRay`: from the frame whose z axis is the ray through a pixel to the camera's.
private func fromRay(_ v: Vector3, through pixel: Vector2, camera: Camera) -> Vector3 {
    let offset = (pixel - Vector2(Float(camera.width), Float(camera.height)) / 2) / camera.focalLengthPixels
    let ray = Vector3(offset.x, offset.y, 1).normalized
    let axis = cross([0, 0, 1], ray)
    guard axis.length > 1e-6 else { return v }
    return AffineTransform.rotation(axis: axis.normalized, degrees: asin(min(axis.length, 1)) * 180 / .pi)
        .applyToDirection(v)
}
