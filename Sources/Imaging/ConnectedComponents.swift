// Labelling the pieces of a mask by two sweeps with union–find (Rosenfeld and Pfaltz 1966).
//
// Types: coverage, cut at a threshold. Edges: pieces end at the image's edge.

/// The connected pieces of a mask.
public struct ConnectedComponents: Sendable {
    public struct Component: Sendable, Hashable {
        /// Pixels.
        public var area: Int
        /// Bounding box, the last column and row included.
        public var minX, minY, maxX, maxY: Int

        public init(area: Int, minX: Int, minY: Int, maxX: Int, maxY: Int) {
            (self.area, self.minX, self.minY, self.maxX, self.maxY) = (area, minX, minY, maxX, maxY)
        }
    }

    public let width, height: Int
    /// 0 for what is outside, else the piece's index in `components` plus 1, row by row.
    public let labels: [Int32]
    /// In the order in which a row-by-row reading meets them.
    public let components: [Component]

    /// The piece with the most pixels.
    public var largest: Int? { components.indices.max { components[$0].area < components[$1].area } }

    /// 1 on one piece, 0 elsewhere.
    public func mask(of component: Int) -> ImageBuffer<Coverage> {
        ImageBuffer(width: width, height: height, pixels: labels.map { $0 == Int32(component + 1) ? 1 : 0 })
    }
}

extension ImageBuffer where Meaning == Coverage {
    /// The pieces with coverage at or above the threshold; diagonal neighbours belong together if asked.
    public func connectedComponents(threshold: Float = 0.5, diagonally: Bool = true) -> ConnectedComponents {
        var labels = [Int32](repeating: 0, count: width * height)
        var parents: [Int32] = [0]
        func root(_ label: Int32) -> Int32 {
            var l = label
            while parents[Int(l)] != l {
                parents[Int(l)] = parents[Int(parents[Int(l)])]
                l = parents[Int(l)]
            }
            return l
        }
        for y in 0..<height {
            for x in 0..<width where pixels[y * width + x] >= threshold {
                var label: Int32 = 0
                func join(_ dx: Int, _ dy: Int) {
                    let (nx, ny) = (x + dx, y + dy)
                    guard nx >= 0, ny >= 0, nx < width, labels[ny * width + nx] != 0 else { return }
                    let other = root(labels[ny * width + nx])
                    if label == 0 {
                        label = other
                    } else if label != other {
                        parents[Int(max(label, other))] = min(label, other)
                        label = min(label, other)
                    }
                }
                join(-1, 0)
                join(0, -1)
                if diagonally {
                    join(-1, -1)
                    join(1, -1)
                }
                if label == 0 {
                    label = Int32(parents.count)
                    parents.append(label)
                }
                labels[y * width + x] = label
            }
        }
        return numbered(labels, root)
    }

    /// Gives the roots consecutive numbers and measures the pieces.
    private func numbered(_ provisional: [Int32], _ root: (Int32) -> Int32) -> ConnectedComponents {
        var labels = provisional
        var numbers: [Int32: Int32] = [:]
        var components: [ConnectedComponents.Component] = []
        for y in 0..<height {
            for x in 0..<width where labels[y * width + x] != 0 {
                let r = root(labels[y * width + x])
                let number = numbers[r] ?? Int32(components.count + 1)
                if numbers[r] == nil {
                    numbers[r] = number
                    components.append(.init(area: 0, minX: x, minY: y, maxX: x, maxY: y))
                }
                labels[y * width + x] = number
                let i = Int(number) - 1
                components[i].area += 1
                components[i].minX = min(components[i].minX, x)
                components[i].maxX = max(components[i].maxX, x)
                components[i].maxY = y
            }
        }
        return ConnectedComponents(width: width, height: height, labels: labels, components: components)
    }
}
