internal import Geometry
public import Imaging

/// Reads one earring or a pair from its matte: style, where it goes into the ear, and how it hangs.
public struct EarringReader: Sendable {
    /// What was read, and what the hand-out gate needs to know besides.
    public struct Reading: Sendable {
        public var geometry: EarringGeometry
        /// Share of the matte's area in crumbs that belong to no earring, 0…1.
        public var unexplainedShare: Float
        /// Share of the best earring's area that is joined to nothing which hangs from the ear, 0…1: a second piece below
        /// it, or a part whose link was lost.
        public var looseShare: Float
    }

    public init() {}

    /// - Parameter alpha: The matte, the size of the upright photo.
    /// - Throws: `Refusal` where nothing is covered.
    public func read(_ alpha: ImageBuffer<Coverage>) throws(Refusal) -> Reading {
        guard let matte = StrandMatte(alpha, longestSide: 480) else { throw Self.nothing }
        var covered = matte.coverage.map { $0 > 0.4 }
        let whole = covered.count { $0 }
        let parts = RasterComponents(covered, width: matte.width, height: matte.height)
        let largest = parts.components.map(\.area).max() ?? 0
        let stays = parts.components.map { $0.area * 60 >= largest }
        for i in covered.indices where covered[i] && !stays[Int(parts.labels[i]) - 1] { covered[i] = false }
        let kept = covered.count { $0 }
        let split = EarringSplit(matte, covered: covered)
        guard split.count > 0, kept > 12 else { throw Self.nothing }
        let shapes = (0..<split.count).map { k in EarringShape(matte, mask: split.owners.map { $0 == Int8(k) }) }
        let style = commonStyle(of: shapes)
        let geometry = EarringGeometry(
            earrings: shapes.map { $0.earring(as: style, coveredShare: split.touching) },
            regions: EarringRegions(
                owners: Self.spread(split.owners, width: matte.width, height: matte.height), width: matte.width,
                height: matte.height, step: matte.step, originX: matte.originX, originY: matte.originY))
        return Reading(
            geometry: geometry, unexplainedShare: Float(whole - kept) / Float(max(whole, 1)),
            looseShare: Self.looseShare(
                of: geometry.earrings[geometry.best], mask: split.owners.map { $0 == Int8(geometry.best) }, in: matte))
    }

    private static func looseShare(of earring: Earring, mask: [Bool], in matte: StrandMatte) -> Float {
        let (width, step) = (matte.width, Float(matte.step))
        let height = (earring.upper.y - earring.lower.y) / step
        // Links thinner than a cell leave gaps, or a faint trace.
        let reach = max(1.5, 0.012 * height)
        let traces = mask.indices.map { mask[$0] || matte.coverage[$0] > Self.leastTrace }
        let near = distanceTransform(to: traces, width: width, height: matte.height).map { $0 <= reach }
        let parts = RasterComponents(near, width: width, height: matte.height)
        let hole = (earring.attachment - Vector2(Float(matte.originX), Float(matte.originY))) / step
        func distance(_ i: Int) -> Float { (Vector2(Float(i % width), Float(i / width)) - hole).length }
        let cells = mask.indices.filter { mask[$0] }
        guard let nearest = cells.min(by: { distance($0) < distance($1) }) else { return 0 }
        return Float(cells.count { parts.labels[$0] != parts.labels[nearest] }) / Float(cells.count)
    }

    /// Coverage of a cell through which a fine link may run.
    private static let leastTrace: Float = 0.06

    /// Two of a pair have one style: the one that both look like most.
    private func commonStyle(of shapes: [EarringShape]) -> Earring.Style {
        func likelihood(_ style: Earring.Style) -> Float {
            shapes.reduce(0) { $0 + ($1.likelihoods[style] ?? 0) }
        }
        return Earring.Style.allCases.max { likelihood($0) < likelihood($1) } ?? .drop
    }

    /// Every cell's nearest owner, by steps between neighbours.
    private static func spread(_ owners: [Int8], width: Int, height: Int) -> [UInt8] {
        var owners = owners
        var front = owners.indices.filter { owners[$0] >= 0 }
        while !front.isEmpty {
            var next: [Int] = []
            for i in front {
                let (x, y) = (i % width, i / width)
                for (u, v) in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
                where u >= 0 && v >= 0 && u < width && v < height && owners[v * width + u] < 0 {
                    owners[v * width + u] = owners[i]
                    next.append(v * width + u)
                }
            }
            front = next
        }
        return owners.map { UInt8(max($0, 0)) }
    }

    private static let nothing = Refusal([
        Finding(
            .unreadable, .refuse, message: "No earring could be made out.",
            fix: "Photograph the earrings on a plain stand or card of another colour, or mark one with keep strokes.")
    ])
}
