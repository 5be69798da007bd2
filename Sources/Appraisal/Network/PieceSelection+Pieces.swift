internal import Foundation
public import Geometry

/// A piece that was found in a photo, wanted or not.
public struct PieceInPhoto: Sendable, Hashable {
    /// The box around it.
    public var region: Region
    /// A place on the piece itself, pixels of the photo: the middle of a ring's box is a hole.
    public var point: Vector2
    /// Whether it is what was cut out, or part of it.
    public var isWanted: Bool
}

extension PieceSelection {
    /// Mean probability from which a group that is not wanted is believed to be a piece: labels and glints have less.
    private static let pieceClarity: Float = 0.7

    /// The pieces as a seller counts them, the largest first: a pair of earrings and the layers of a necklace are one.
    func pieces(of seeds: Raster<Bool>, _ labels: Raster<Int32>, _ candidates: [Candidate], taken: [Bool])
        -> [PieceInPhoto]
    {
        let depth = Raster(width: seeds.width, height: seeds.height, cells: seeds.cells.map { !$0 }).distance(limit: 99)
        var deepest = [Int?](repeating: nil, count: candidates.count)
        for i in seeds.cells.indices where seeds.cells[i] {
            let k = Int(labels.cells[i])
            if deepest[k].map({ depth.cells[$0] < depth.cells[i] }) ?? true { deepest[k] = i }
        }
        var groups: [Group] = candidates.indices.compactMap { k in
            guard let place = deepest[k], taken[k] || isPiece(candidates[k]) else { return nil }
            return Group(box: candidates[k].box, place: place, pixels: candidates[k].pixels, isWanted: taken[k])
        }.sorted { $0.pixels > $1.pixels }
        join(&groups)
        return groups.sorted { $0.box.width * $0.box.height > $1.box.width * $1.box.height }.map { group in
            let (b, scale) = (group.box, 1 / map.scale)
            func whole(_ v: Int) -> Int { Int(Float(v) * scale) }
            return PieceInPhoto(
                region: Region(x: whole(b.x0), y: whole(b.y0), width: whole(b.width), height: whole(b.height)),
                point: scale
                    * Vector2(Float(group.place % seeds.width) + 0.5, Float(group.place / seeds.width) + 0.5),
                isWanted: group.isWanted)
        }
    }

    private struct Group {
        var box: PixelRectangle
        /// The pixel farthest from the group's edge.
        var place: Int
        var pixels: Int
        var isWanted: Bool
    }

    private func isPiece(_ c: Candidate) -> Bool {
        c.mass > Self.pieceClarity * Float(c.pixels)
            && hypotf(Float(c.box.width), Float(c.box.height)) > Float(size) / 20
    }

    /// Joins what belongs to one piece: groups whose boxes meet, and what is worn together unasked.
    private func join(_ groups: inout [Group]) {
        let isWornTogether = type == .necklace || type == .earring
        var i = 0
        while i < groups.count {
            let near = groups[i].box.grown(by: size / 60, within: width, height)
            let j = groups.indices.dropFirst(i + 1).first { j in
                groups[j].isWanted == groups[i].isWanted
                    && (groups[i].isWanted && isWornTogether || near.meets(groups[j].box))
            }
            guard let j else {
                i += 1
                continue
            }
            // The larger one's place stays.
            groups[i].box = groups[i].box.united(with: groups.remove(at: j).box)
        }
    }
}

extension PixelRectangle {
    fileprivate func meets(_ other: PixelRectangle) -> Bool {
        x0 < other.x1 && other.x0 < x1 && y0 < other.y1 && other.y0 < y1
    }
}
