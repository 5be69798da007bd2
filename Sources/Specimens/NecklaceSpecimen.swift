public import Appraisal
public import Geometry
internal import Glibc
public import Rendering

/// A procedural necklace and where it hangs.
public struct NecklaceSpecimen: Sendable {
    public enum Chain: Sendable, Codable, Hashable {
        /// Oval links, alternately turned: length and wire in millimetres.
        case cable(link: Float, wire: Float)
        /// Pearls of a diameter in millimetres.
        case pearls(diameter: Float)
        /// A smooth round chain.
        case snake(diameter: Float)
    }
    public enum PendantShape: String, Sendable, Codable { case none, disc, drop, solitaire }

    public var chain: Chain
    public var pendant: PendantShape
    public var metal: Metal
    public var bust: Bust
    /// How far the front hangs below the nape, millimetres, and how pointed the curve is (1 round … 3 a V).
    public var drop: Float
    public var pointedness: Float
    public var seed: UInt64

    public init(
        chain: Chain, pendant: PendantShape, metal: Metal, bust: Bust, drop: Float = 110, pointedness: Float = 1.6,
        seed: UInt64 = 1
    ) {
        (self.chain, self.pendant, self.metal, self.bust) = (chain, pendant, metal, bust)
        (self.drop, self.pointedness, self.seed) = (drop, pointedness, seed)
    }

    /// Half the chain's thickness, millimetres.
    public var radius: Float {
        switch chain {
        case .cable(let link, let wire): max(0.32 * link, wire)
        case .pearls(let diameter), .snake(let diameter): diameter / 2
        }
    }

    /// The chain's middle line, a closed loop from the nape over the camera's left, a point a millimetre.
    ///
    /// Behind it lies round the neck; in front it falls from the sides of the neck in a curve between U and V.
    public func path() -> [Vector3] {
        let (neckHeight, napeHeight): (Float, Float) = (8, 24)
        let half = bust.section(at: neckHeight).width
        let dense = (0..<2880).map { k -> Vector3 in
            let t = Float(k) / 2880
            if t < 0.25 || t >= 0.75 {
                // From the nape (angle π) to a side (±π/2).
                let u = t < 0.25 ? t / 0.25 : (1 - t) / 0.25
                let angle = .pi - u * .pi / 2
                let s = bust.surface(
                    y: mix(napeHeight, neckHeight, u * u), angle: t < 0.25 ? -angle : angle)
                return s.point + s.normal * radius
            }
            let u = (t - 0.5) / 0.25
            let y = neckHeight - (drop + neckHeight) * (1 - pow(abs(u), 2.6 / pointedness))
            let x = half * u / bust.section(at: y).width
            let s = bust.surface(y: y, angle: asin(min(max(x, -1), 1)))
            return s.point + s.normal * radius
        }
        return resampled(dense, spacing: 1)
    }

    /// The closed chain's length, millimetres.
    public var length: Float {
        let p = path()
        return p.indices.map { (p[($0 + 1) % p.count] - p[$0]).length }.reduce(0, +)
    }

    /// The piece's surfaces on its bust, all with the same object id.
    public func surfaces(objectID: UInt32) -> [Surface] {
        let path = path()
        let low = path.min { $0.y < $1.y }!
        return surfaces(
            along: path, outward: path.map { ($0 - Vector3(0, $0.y, 0)).normalized },
            under: bust.surface(y: low.y - 8, angle: 0).normal, objectID: objectID)
    }

    /// The piece's surfaces hung along another line: on a body.
    ///
    /// - Parameters:
    ///   - path: the chain's middle line, a closed loop of points at most two millimetres apart.
    ///   - outward: away from what the chain lies on, unit, one a point.
    ///   - chest: the normal of what the pendant lies on.
    public func surfaces(
        along path: [Vector3], outward: [Vector3], under chest: Vector3, objectID: UInt32
    ) -> [Surface] {
        precondition(path.count == outward.count && path.count > 8, "a line needs points with normals")
        let polished = Material.metal(.polished(metal))
        var surfaces: [Surface] = []
        switch chain {
        case .cable(let link, let wire):
            surfaces.append(
                Surface(
                    mesh: links(along: path, outward: outward, length: link, wire: wire), material: polished,
                    objectID: objectID))
        case .pearls(let diameter):
            let nacre = Material.coated(
                CoatedMaterial(colour: [0.84, 0.80, 0.74], roughness: 0.6, coat: 0.9, coatRoughness: 0.14))
            surfaces.append(Surface(mesh: beads(along: path, diameter: diameter), material: nacre, objectID: objectID))
        case .snake(let diameter):
            surfaces.append(
                Surface(
                    mesh: Shapes.tube(path: path, radius: diameter / 2, sides: 16, closed: true), material: polished,
                    objectID: objectID))
        }
        return surfaces + pendantSurfaces(path: path, chest: chest, metal: polished, objectID: objectID)
    }

    // MARK: - Parts

    private func links(along path: [Vector3], outward: [Vector3], length: Float, wire: Float) -> Mesh {
        let pitch = length - 2 * wire
        let stations = resampled(path, spacing: pitch)
        let frames = Shapes.parallelFrames(along: stations, closed: true)
        var mesh = Mesh()
        let width = 0.66 * length
        for i in stations.indices {
            let f = frames[i]
            let away = outward[i * path.count / stations.count]
            let side = cross(f.tangent, away).normalized
            let flat = cross(side, f.tangent)
            // Every other link stands on edge, leaning a little.
            let lean: Float = i % 2 == 0 ? 0.35 : 1.25
            let z = side * cos(lean) + flat * sin(lean)
            let link = Shapes.link(length: length, width: width, wire: wire, segments: 24, sides: 8)
            mesh.append(
                link.moved(by: AffineTransform(x: f.tangent, y: cross(z, f.tangent), z: z, translation: stations[i])))
        }
        return mesh
    }

    private func beads(along path: [Vector3], diameter: Float) -> Mesh {
        var mesh = Mesh()
        var random = PCG32(seed: seed, sequence: 9)
        for p in resampled(path, spacing: diameter * 1.03) {
            mesh.append(
                Shapes.sphere(centre: p, radius: diameter / 2 * mix(0.97, 1.0, random.nextFloat()), segments: 26))
        }
        return mesh
    }

    /// The pendant hangs from the lowest point, flat against what is below it.
    private func pendantSurfaces(
        path: [Vector3], chest normal: Vector3, metal: Material, objectID: UInt32
    ) -> [Surface] {
        guard pendant != .none else { return [] }
        let low = path.min { $0.y < $1.y }!
        let down = cross(normal, [1, 0, 0]).normalized * -1
        func place(_ mesh: Mesh, at distance: Float, lift: Float) -> Mesh {
            // The shape's own y axis faces out of the chest, its z axis hangs down.
            let origin = Vector3(low.x, low.y, low.z - radius) + down * distance + normal * lift
            return mesh.moved(by: AffineTransform(x: cross(normal, down), y: normal, z: down, translation: origin))
        }
        let bail = place(
            Shapes.torus(majorRadius: 1.9, minorRadius: 0.45).moved(by: .rotation(axis: [0, 0, 1], degrees: 90)),
            at: 1.6,
            lift: 1.6)
        var surfaces = [Surface(mesh: bail, material: metal, objectID: objectID)]
        switch pendant {
        case .none: break
        case .disc:
            let profile: [Vector2] = [
                [0.01, 0], [8.2, 0], [8.5, 0.4], [8.5, 0.9], [8.0, 1.25], [7.2, 1.0], [0.01, 1.0],
            ]
            surfaces.append(
                Surface(
                    mesh: place(Shapes.lathe(profile: profile, segments: 72), at: 12, lift: 0.2), material: metal,
                    objectID: objectID))
        case .drop, .solitaire:
            let size: Float = pendant == .drop ? 6 : 4
            let stone = Shapes.brilliant().moved(
                by: AffineTransform(
                    x: [size, 0, 0], y: [0, size, 0], z: [0, 0, pendant == .drop ? size * 1.4 : size]))
            let bezel = Shapes.torus(majorRadius: size * 1.03, minorRadius: 0.55).moved(
                by: AffineTransform(x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, pendant == .drop ? 1.4 : 1]))
            let hang: Float = pendant == .drop ? 12.5 : 8
            surfaces.append(
                Surface(
                    mesh: place(stone, at: hang, lift: size * 0.9),
                    material: .dielectric(
                        DielectricMaterial(
                            indexOfRefraction: 1.77, absorption: pendant == .drop ? [0.25, 0.06, 0.03] : .zero)),
                    objectID: objectID))
            surfaces.append(
                Surface(mesh: place(bezel, at: hang, lift: size * 0.85), material: metal, objectID: objectID))
        }
        return surfaces
    }

    private func resampled(_ p: [Vector3], spacing: Float) -> [Vector3] {
        var cumulative: [Float] = [0]
        for i in p.indices { cumulative.append(cumulative[i] + (p[(i + 1) % p.count] - p[i]).length) }
        let total = cumulative[p.count]
        // An even number, so that alternating links close.
        let count = max(Int((total / spacing / 2).rounded()) * 2, 8)
        var k = 0
        return (0..<count).map { i in
            let s = total * Float(i) / Float(count)
            while k < p.count - 1, cumulative[k + 1] < s { k += 1 }
            return mix(p[k], p[(k + 1) % p.count], (s - cumulative[k]) / max(cumulative[k + 1] - cumulative[k], 1e-6))
        }
    }
}
