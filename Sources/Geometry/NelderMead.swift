/// The minimum of a function of a few parameters without derivatives (Nelder and Mead 1965).
///
/// ```swift
/// let best = minimizeNelderMead(from: [0, 0], steps: [1, 1]) { x in (x[0] - 3) * (x[0] - 3) + x[1] * x[1] }
/// ```
///
/// - Parameters:
///   - start: Where the first corner of the simplex lies.
///   - steps: Length of the simplex along each parameter; every one other than zero.
///   - tolerance: Stop when the values at the corners differ by less, relative to their size.
///   - maximumEvaluations: Stop after so many calls of `value` at the latest.
///   - value: The function. It may return infinity where it is not defined.
/// - Returns: The best corner and its value. It never lies above the value at `start`.
public func minimizeNelderMead(
    from start: [Double], steps: [Double], tolerance: Double = 1e-9, maximumEvaluations: Int = 2000,
    _ value: ([Double]) -> Double
) -> (parameters: [Double], value: Double) {
    precondition(start.count == steps.count && !start.isEmpty, "one step a parameter")
    let n = start.count
    var corners = [(x: start, f: value(start))]
    for i in 0..<n {
        var x = start
        x[i] += steps[i]
        corners.append((x, value(x)))
    }
    var evaluations = n + 1
    func point(_ from: [Double], _ to: [Double], _ t: Double) -> (x: [Double], f: Double) {
        let x = zip(from, to).map { $0 + ($1 - $0) * t }
        evaluations += 1
        return (x, value(x))
    }
    while evaluations < maximumEvaluations {
        corners.sort { $0.f < $1.f }
        let (best, worst) = (corners[0], corners[n])
        if abs(worst.f - best.f) <= tolerance * (abs(best.f) + abs(worst.f)) + .leastNormalMagnitude { break }
        var centre = [Double](repeating: 0, count: n)
        for corner in corners.dropLast() { for i in 0..<n { centre[i] += corner.x[i] / Double(n) } }
        let reflected = point(worst.x, centre, 2)
        if reflected.f < best.f {
            let expanded = point(worst.x, centre, 3)
            corners[n] = expanded.f < reflected.f ? expanded : reflected
        } else if reflected.f < corners[n - 1].f {
            corners[n] = reflected
        } else {
            let contracted =
                reflected.f < worst.f ? point(worst.x, centre, 1.5) : point(worst.x, centre, 0.5)
            if contracted.f < min(worst.f, reflected.f) {
                corners[n] = contracted
            } else {
                for i in 1...n { corners[i] = point(best.x, corners[i].x, 0.5) }
            }
        }
    }
    let best = corners.min { $0.f < $1.f }!
    return (best.x, best.f)
}
