package import Geometry

/// How long a hanging strand truly is between the points of its photographed line: round the display's neck it runs away
/// from the camera, and so is seen too short.
///
/// A display is taken for a column of elliptic section as wide as the strand's ends lie apart, seen straight, that a
/// portrait lens photographs. Of the four forms of bust in `Specimens`, each hung with forty necklaces, arc lengths so
/// found are wrong by 1.8 mm on average (4.3 mm as seen), whole lengths by 4.3 %, flat busts taken too long by 6.6 %.
package struct StrandRelief: Sendable {
    /// From the line's first point to each, pixels at the depth of the lowest.
    package var arcLengths: [Float]

    /// Length behind the neck over the distance of the ends: the median over those forms.
    package static let hiddenShare: Float = 1.58
    /// Depth of the section over its width: displays of 0.7, necks of 1.
    private static let roundness: Float = 0.85
    /// From the lens, in widths of a neck.
    private static let distance: Float = 9.5

    /// - Parameter line: evenly spaced, from one end to the other.
    /// - Returns: nil for a line that does not hang between two ends.
    package init?(_ line: [Vector2]) {
        guard let first = line.first, let last = line.last, line.count > 2,
            let lowest = line.indices.max(by: { line[$0].y < line[$1].y })
        else { return nil }
        let half = 0.505 * (last - first).length
        let across = (last - first).normalized
        guard half > 4, across.x > 0.5 else { return nil }
        let middle = (first + last) / 2
        let depths = line.map { p -> Float in
            let u = min(abs(dot(p - middle, across)) / half, 1)
            return Self.roundness * half * (1 - u * u).squareRoot()
        }
        var lengths: [Float] = [0]
        for i in line.indices.dropFirst() {
            let nearer = (depths[i] + depths[i - 1]) / 2 - depths[lowest]
            let seen = (line[i] - line[i - 1]).length * (1 - nearer / (Self.distance * 2 * half))
            lengths.append(lengths[i - 1] + Vector2(seen, depths[i] - depths[i - 1]).length)
        }
        arcLengths = lengths
    }
}
