internal import Appraisal
internal import Foundation
internal import Geometry
internal import Imaging

/// The parts of a necklace that are wider than its strand: stones set in a chain, beads on a thread, pendants, medallions.
///
/// A chain bends, these do not. Each is a core that a circle wider than the strand fits into, with what hangs from it; it
/// is turned and moved as one, with the stretch of strand that runs through it or from the place where it hangs.
struct RigidIslands {
    private let islands: [Island]
    private let grid: Grid
    /// Whether each cell of the grid belongs to one.
    private let isNear: [Bool]
    /// An island keeps what is as near to it, photo pixels, and is mixed with what is farther up to the second.
    private let margin, fade: Float

    /// Cells over the photo.
    private struct Grid {
        let origin: Vector2
        let cell: Float
        let width, height: Int

        func index(_ p: Vector2) -> Int? {
            let q = (p - origin) / cell
            guard q.x >= 0, q.y >= 0, q.x < Float(width), q.y < Float(height) else { return nil }
            return Int(q.y) * width + Int(q.x)
        }

        func centre(_ i: Int) -> Vector2 {
            origin + Vector2(Float(i % width) + 0.5, Float(i / width) + 0.5) * cell
        }
    }

    private struct Island {
        /// From the picture to the photo.
        let toPhoto: Similarity2D
        /// To the island from each cell of its box and some round it, photo pixels.
        let distances: [Float]
        let grid: Grid

        func distance(_ p: Vector2) -> Float { grid.index(p).map { distances[$0] } ?? .infinity }
    }

    /// Half a strand is within half its width of its middle: circles larger by this fit into no strand.
    private static let coreRadius: Float = 0.85
    /// A part that lies along more of the strand than this share is no stone: it must bend.
    private static let longest: Float = 0.3

    init(_ worn: WornLayer, alpha: ImageBuffer<Coverage>) {
        (margin, fade) = (0.2 * worn.width + 1, worn.width + 2)
        let box = alpha.bounds(above: 0.4) ?? Region(x: 0, y: 0, width: 1, height: 1)
        let cell = max((worn.width / 6).rounded(.down), 1)
        let grid = Grid(
            origin: Vector2(Float(box.x), Float(box.y)) - Vector2(repeating: 2 * cell), cell: cell,
            width: Int(Float(box.width) / cell) + 5, height: Int(Float(box.height) / cell) + 5)
        guard let parts = Self.parts(worn, alpha: alpha, grid: grid) else {
            (self.grid, islands, isNear) = (grid, [], [])
            return
        }
        let arcs = (0..<Int(worn.strand.length / cell)).map { Float($0) * cell }
        let under = arcs.map { s in grid.index(worn.strand.point(at: s)).map { parts.labels[$0] } ?? 0 }
        var (islands, isIsland) = ([Island](), [Bool](repeating: false, count: parts.components.count + 1))
        let turn = worn.turn
        for (k, part) in parts.components.enumerated() {
            let label = Int32(k + 1)
            let along = arcs.indices.filter { under[$0] == label }.map { arcs[$0] }
            guard
                let toPhoto = Self.anchor(
                    part, through: along.isEmpty ? nil : along[0]...along[along.count - 1], of: worn, grid: grid,
                    turn: turn)
            else { continue }
            islands.append(
                Self.island(part, label: label, labels: parts.labels, grid: grid, toPhoto: toPhoto, reach: fade))
            isIsland[k + 1] = true
        }
        (self.grid, self.islands) = (grid, islands)
        // The soft outline belongs to them.
        isNear = distanceTransform(
            to: parts.labels.map { isIsland[Int($0)] }, width: grid.width, height: grid.height
        ).map { [margin] in $0 * grid.cell <= margin }
    }

    /// What a pixel of the picture shows of the photo, nil for nothing.
    ///
    /// - Parameter bent: what it would show if all of the piece were chain.
    func source(of q: Vector2, bent: Vector2?) -> Vector2? {
        guard !islands.isEmpty else { return bent }
        var nearest: (photo: Vector2, distance: Float)?
        for island in islands {
            let p = island.toPhoto.apply(q)
            let distance = island.distance(p)
            if distance < nearest?.distance ?? fade { nearest = (p, distance) }
        }
        // The bent map's own copy of an island is never shown.
        let isCopy = bent.flatMap { grid.index($0) }.map { isNear[$0] } ?? false
        guard let nearest else { return isCopy ? nil : bent }
        guard let bent, !isCopy, nearest.distance > margin else { return nearest.photo }
        return mix(nearest.photo, bent, smoothstep(margin, fade, nearest.distance))
    }

    // MARK: - Finding them

    /// Cores and what is joined to them outside the strand's corridor.
    ///
    /// - Returns: nil where nothing is wider than the strand.
    private static func parts(_ worn: WornLayer, alpha: ImageBuffer<Coverage>, grid: Grid) -> RasterComponents? {
        let solid = (0..<grid.width * grid.height).map { i -> Bool in
            let corner = grid.centre(i) - Vector2(repeating: grid.cell / 2)
            // Beyond the photo's edge there is nothing.
            guard corner.x >= 0, corner.y >= 0 else { return false }
            let (x0, y0, side) = (Int(corner.x), Int(corner.y), Int(grid.cell))
            var sum: Float = 0
            for y in y0..<max(min(y0 + side, alpha.height), y0) {
                for x in x0..<max(min(x0 + side, alpha.width), x0) { sum += alpha.value(x, y) }
            }
            return sum > 0.5 * Float(side * side)
        }
        func distances(to mask: [Bool]) -> [Float] {
            distanceTransform(to: mask, width: grid.width, height: grid.height)
        }
        let radius = coreRadius * worn.width / grid.cell
        let deep = distances(to: solid.map { !$0 }).map { $0 > radius }
        guard deep.contains(true) else { return nil }
        let core = distances(to: deep).map { $0 <= radius }
        let line = worn.strand.resampled(count: max(Int(worn.strand.length / grid.cell), 2))
        let cores = RasterComponents(core, width: grid.width, height: grid.height)
        var onLine = [Bool](repeating: false, count: solid.count)
        var through = [ClosedRange<Float>?](repeating: nil, count: cores.components.count)
        for (k, p) in line.points.enumerated() {
            guard let i = grid.index(p) else { continue }
            onLine[i] = true
            guard cores.labels[i] > 0 else { continue }
            let (c, s) = (Int(cores.labels[i]) - 1, line.arcLengths[k])
            through[c] = min(through[c]?.lowerBound ?? s, s)...s
        }
        let corridor = distances(to: onLine).map { $0 <= 0.75 * worn.width / grid.cell }
        // Rows that go on beside a strand belong to no stone of it: only what lies beside or under it does.
        let isThreaded = through.contains { $0 != nil }
        func belongs(_ i: Int) -> Bool {
            guard isThreaded else { return true }
            let p = grid.centre(i)
            let s = line.nearest(to: p).arcLength
            return zip(cores.components, through).contains { core, arcs in
                let (left, right) = (
                    grid.origin.x + Float(core.left) * grid.cell, grid.origin.x + Float(core.right + 1) * grid.cell
                )
                let isUnder = p.x > left && p.x < right && p.y > grid.origin.y + Float(core.top) * grid.cell
                guard let arcs else { return isUnder }
                return isUnder || (s > arcs.lowerBound - worn.width && s < arcs.upperBound + worn.width)
            }
        }
        let mask = solid.indices.map { solid[$0] && (core[$0] || !corridor[$0] && belongs($0)) }
        var parts = RasterComponents(mask, width: grid.width, height: grid.height)
        // What has no core bends with the strand.
        var hasCore = [Bool](repeating: false, count: parts.components.count + 1)
        for i in mask.indices where core[i] && parts.labels[i] > 0 { hasCore[Int(parts.labels[i])] = true }
        parts.labels = parts.labels.map { hasCore[Int($0)] ? $0 : 0 }
        return parts
    }

    /// How a part is moved, from the picture to the photo; nil where it has no place of its own on the chain.
    ///
    /// - Parameter turn: of what hangs, radians.
    private static func anchor(
        _ part: RasterComponents.Component, through arcs: ClosedRange<Float>?, of worn: WornLayer, grid: Grid,
        turn: Float
    ) -> Similarity2D? {
        let (strand, line, scale) = (worn.strand, worn.line, worn.line.photoPixels)
        func placed(_ s: Float) -> Vector2? {
            let t = line.curveArc(s)
            return t > 0 && t < line.curve.length ? line.curve.point(at: t) : nil
        }
        func similarity(photo: Vector2, picture: Vector2, turn: Float) -> Similarity2D {
            var map = Similarity2D(scale: scale, angle: -turn)
            map.translation = photo - map.applyToDirection(picture)
            return map
        }
        let (left, right) = (
            grid.origin + Vector2(Float(part.left), Float(part.top)) * grid.cell,
            grid.origin + Vector2(Float(part.right + 1), Float(part.bottom + 1)) * grid.cell
        )
        if let arcs {
            let (from, to) = (arcs.lowerBound, arcs.upperBound)
            guard to - from < longest * strand.length, from > worn.width, to < strand.length - worn.width else {
                return nil
            }
            let middle = (from + to) / 2
            let on = strand.point(at: middle)
            if (left.y + right.y) / 2 - on.y > worn.width + 0.25 * (to - from) {
                // Most of it hangs: its weight keeps it upright.
                return placed(middle).map { similarity(photo: on, picture: $0, turn: turn) }
            }
            // At least two widths of the strand, so that the direction is told.
            let reach = max((to - from) / 2, worn.width)
            let (a, b) = (max(middle - reach, 0), min(middle + reach, strand.length))
            guard let c = placed(a), let d = placed(b) else { return nil }
            let (p, q) = (strand.point(at: a), strand.point(at: b))
            return similarity(
                photo: (p + q) / 2, picture: (c + d) / 2, turn: atan2(cross(q - p, d - c), dot(q - p, d - c)))
        }
        // It hangs from the strand above its middle.
        let top = Vector2((left.x + right.x) / 2, left.y)
        let s = strand.nearest(to: top).arcLength
        guard right.x - left.x < longest * strand.length, let picture = placed(s) else { return nil }
        return similarity(photo: strand.point(at: s), picture: picture, turn: turn)
    }

    private static func island(
        _ part: RasterComponents.Component, label: Int32, labels: [Int32], grid: Grid, toPhoto: Similarity2D,
        reach: Float
    ) -> Island {
        let around = Int(reach / grid.cell) + 2
        let (x0, y0) = (part.left - around, part.top - around)
        let own = Grid(
            origin: grid.origin + Vector2(Float(x0), Float(y0)) * grid.cell, cell: grid.cell,
            width: part.width + 2 * around, height: part.height + 2 * around)
        let mask = (0..<own.width * own.height).map { i -> Bool in
            let (x, y) = (x0 + i % own.width, y0 + i / own.width)
            return x >= 0 && y >= 0 && x < grid.width && y < grid.height && labels[y * grid.width + x] == label
        }
        let distances = distanceTransform(to: mask, width: own.width, height: own.height).map { $0 * grid.cell }
        return Island(toPhoto: toPhoto, distances: distances, grid: own)
    }
}
