internal import Geometry

extension Mesh {
    /// A band of rectangular section that closes on itself.
    ///
    /// - Parameters:
    ///   - sections: of the band, each from the inside outward and back: inner, outer, outer, inner corner.
    ///   - isThere: whether the band goes from a section to the next.
    init(bandThrough sections: [[Vector3]], where isThere: (Int) -> Bool = { _ in true }) {
        self.init()
        positions = sections.flatMap { $0 }
        for k in sections.indices where isThere(k) {
            let (i, j) = (UInt32(4 * k), UInt32(4 * ((k + 1) % sections.count)))
            for e in 0..<UInt32(4) {
                let f = (e + 1) % 4
                triangles.append([i + e, j + e, j + f])
                triangles.append([i + e, j + f, i + f])
            }
        }
    }
}
