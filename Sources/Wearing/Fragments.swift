internal import Appraisal

/// Coverage without the bits that hang together with nothing: what fingers leave of a far wall, and crumbs of a cutout.
///
/// - Parameters:
///   - coverage: Of the piece as far as it shows, row by row.
///   - share: Parts of less than this share of the largest part's area go.
/// - Returns: Coverage of the same size; the soft edge of what stays is kept.
package func withoutFragments(_ coverage: [Float], width: Int, height: Int, share: Float = 0.03) -> [Float] {
    let parts = RasterComponents(coverage.map { $0 > 0.25 }, width: width, height: height)
    guard parts.components.count > 1, let largest = parts.components.map(\.area).max() else { return coverage }
    let stays = parts.components.map { Float($0.area) >= share * Float(largest) }
    guard stays.contains(false) else { return coverage }
    var result = coverage
    for y in 0..<height {
        for x in 0..<width where coverage[y * width + x] > 0 {
            let label = Int(parts.labels[y * width + x])
            if label > 0 {
                if !stays[label - 1] { result[y * width + x] = 0 }
                continue
            }
            // The faint edge belongs to what it is the edge of.
            var isEdge = false
            for v in max(0, y - 2)...min(height - 1, y + 2) {
                for u in max(0, x - 2)...min(width - 1, x + 2) {
                    let near = Int(parts.labels[v * width + u])
                    if near > 0, stays[near - 1] { isEdge = true }
                }
            }
            if !isEdge { result[y * width + x] = 0 }
        }
    }
    return result
}
