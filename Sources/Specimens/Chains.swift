import Geometry
internal import Glibc
import Rendering

/// A chain of a family and a width, laid along a track.
struct ChainDesign: Sendable {
    enum Family: String, Sendable {
        case cable, curb, figaro, rope, box, snake, ball, satellite, rolo, wheat, cord, collar
        // Never in the training set.
        case paperclip, herringbone, mariner
    }

    var family: Family
    /// Across the chain, millimetres.
    var width: Float
    var material: Material
    /// Beads between links, cords' ends.
    var accent: Material

    static func families(_ split: SpecimenSplit) -> [(Family, Float)] {
        switch split {
        case .train:
            [
                (.cable, 3), (.curb, 2), (.figaro, 1), (.rope, 1.4), (.box, 1.2), (.snake, 1), (.ball, 0.6),
                (.satellite, 0.7), (.rolo, 0.7), (.wheat, 0.7), (.cord, 0.7), (.collar, 0.5),
            ]
        case .heldout: [(.paperclip, 1), (.herringbone, 0.7), (.mariner, 1.3)]
        }
    }

    func parts(along track: Track) -> [Part] {
        switch family {
        case .cable: [links(track, length: 1.5, wire: 0.24, pitch: 1.02, rolls: [0.35, 1.25])]
        case .rolo: [links(track, length: 1, wire: 0.26, pitch: 0.5, rolls: [0.3, 1.3])]
        case .paperclip: [links(track, length: 3.4, wire: 0.26, pitch: 2.9, rolls: [0.15, 1.45])]
        case .curb: [links(track, length: 1.3, wire: 0.3, pitch: 0.62, rolls: [0.7], yaw: 0.25)]
        case .mariner: [links(track, length: 1.7, wire: 0.24, pitch: 1.1, rolls: [0.25, 0.9], yaw: 0.1)]
        case .figaro: [figaro(track)]
        case .rope: [strands(track, count: 2, pitch: 2.4)]
        case .wheat: [strands(track, count: 4, pitch: 3.2)]
        case .box: [boxes(track)]
        case .snake: [snake(track)]
        case .ball: [balls(track.resampled(spacing: width * 1.2), width)]
        case .satellite:
            [
                links(track, length: 1.5, wire: 0.24, pitch: 1.02, rolls: [0.35, 1.25]),
                Part(
                    mesh: balls(track.resampled(spacing: 14 + 3 * width), width * 1.7).mesh, material: accent),
            ]
        case .cord:
            [Part(mesh: Shapes.tube(along: track.resampled(spacing: width), radius: width / 2), material: accent)]
        case .collar:
            [Part(mesh: Shapes.tube(along: track.resampled(spacing: width), radius: width / 2), material: material)]
        case .herringbone: [herringbone(track)]
        }
    }

    /// Oval links, lengths in widths, turned about the track by each roll in turn.
    private func links(
        _ track: Track, length: Float, wire: Float, pitch: Float, rolls: [Float], yaw: Float = 0
    ) -> Part {
        let link = self.link(length: length, wire: wire)
        var mesh = Mesh()
        for (i, f) in track.resampled(spacing: width * pitch, multiple: rolls.count).stations.enumerated() {
            mesh.stamp(link, f.rolled(rolls[i % rolls.count]).yawed(yaw))
        }
        return Part(mesh: mesh, material: material)
    }

    /// A link of a length in widths; its rounding goes with what can be seen of it.
    private func link(length: Float, wire: Float) -> Mesh {
        let (segments, sides) = width < 1.6 ? (10, 5) : width < 4 ? (16, 6) : (24, 8)
        return Shapes.link(
            length: length * width, width: width, wire: wire * width, segments: segments, sides: sides)
    }

    private func figaro(_ track: Track) -> Part {
        let (short, long) = (link(length: 1.25, wire: 0.3), link(length: 2.3, wire: 0.3))
        let pattern: [Float] = [0.66, 0.66, 0.95, 1.15]
        let period = pattern.reduce(0, +) * width
        let count = max(Int((track.length / period).rounded()), 1)
        let stretch = track.length / (Float(count) * period)
        var lengths: [Float] = []
        var s: Float = 0
        for i in 0..<count * 4 {
            lengths.append(s)
            s += pattern[i % 4] * width * stretch
        }
        var mesh = Mesh()
        for (i, f) in track.at(lengths: lengths).stations.enumerated() {
            mesh.stamp(i % 4 == 3 ? long : short, f.rolled(0.6).yawed(0.2))
        }
        return Part(mesh: mesh, material: material)
    }

    /// Wires wound round the track.
    private func strands(_ track: Track, count: Int, pitch: Float) -> Part {
        let step = width * pitch / 9
        let base = track.resampled(spacing: step, multiple: 9)
        let frames = base.stations
        var mesh = Mesh()
        for k in 0..<count {
            // Every other pair winds the other way, as wheat does.
            let hand: Float = count > 2 && k % 2 == 1 ? -1 : 1
            let points = frames.indices.map { i -> Vector3 in
                let a = hand * Float(i) / 9 * 2 * .pi + Float(k) / Float(count) * 2 * .pi
                return frames[i].apply([0, cos(a) * width * 0.27, sin(a) * width * 0.27])
            }
            let strand = Track(points, normals: base.normals, closed: base.closed)
            mesh.append(Shapes.tube(along: strand, radius: width * (count > 2 ? 0.2 : 0.25), sides: width < 2 ? 5 : 7))
        }
        return Part(mesh: mesh, material: material)
    }

    private func boxes(_ track: Track) -> Part {
        let h = width * 0.42
        let box = Shapes.box(lower: [-0.46 * width, -h, -h], upper: [0.46 * width, h, h])
        var mesh = Mesh()
        for (i, f) in track.resampled(spacing: width * 0.96, multiple: 2).stations.enumerated() {
            mesh.stamp(box, f.rolled(i % 2 == 0 ? 0 : .pi / 4).scaled(i % 2 == 0 ? .one : [1, 0.8, 0.8]))
        }
        return Part(mesh: mesh, material: material)
    }

    private func snake(_ track: Track) -> Part {
        let base = track.resampled(spacing: width * 0.28, multiple: 2)
        let radii = base.points.indices.map { $0 % 2 == 0 ? width / 2 : width * 0.44 }
        return Part(mesh: Shapes.tube(along: base, radii: radii, sides: width < 2 ? 7 : 12), material: material)
    }

    private func balls(_ places: Track, _ diameter: Float) -> Part {
        let ball = Shapes.sphere(centre: .zero, radius: diameter / 2, segments: diameter < 2 ? 10 : 16)
        var mesh = Mesh()
        for f in places.stations { mesh.stamp(ball, f) }
        return Part(mesh: mesh, material: material)
    }

    private func herringbone(_ track: Track) -> Part {
        let base = track.resampled(spacing: width * 0.16, multiple: 2)
        let stations = base.stations
        let rings = stations.indices.map { i -> [Vector3] in
            let ridge: Float = i % 2 == 0 ? 0.14 : 0.08
            let section: [Vector2] = [
                [-0.5, 0], [-0.5, 0.07], [-0.25, ridge], [0, 0.1], [0.25, ridge], [0.5, 0.07], [0.5, 0],
            ]
            return section.map { stations[i].apply([0, $0.y * width, $0.x * width]) }
        }
        return Part(mesh: Shapes.swept(rings: rings, closed: base.closed), material: material)
    }
}
