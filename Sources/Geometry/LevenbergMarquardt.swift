/// Least squares over a few parameters by Levenberg–Marquardt with a numeric Jacobian.
///
/// The sum of squares of the residuals is brought down from `start`; robust losses are had by scaling residuals in
/// `residuals` (iteratively reweighted least squares: call again with new weights).
///
/// ```swift
/// // Fit y = a·x + b.
/// let fit = minimizeLeastSquares(from: [0, 0], steps: [1e-4, 1e-4], count: xs.count) { p, out in
///     for i in xs.indices { out[i] = p[0] * xs[i] + p[1] - ys[i] }
/// }
/// ```
///
/// - Parameters:
///   - start: The first parameters.
///   - steps: Step of each parameter for the one-sided difference quotient; about 1e-4 of its natural size.
///   - count: Number of residuals.
///   - iterations: Accepted or refused steps at most.
///   - tolerance: Stop when an accepted step lowers the sum by less than this share.
///   - residuals: Writes `count` residuals for the given parameters.
/// - Returns: The best parameters and the sum of squares there, never above that at `start`.
public func minimizeLeastSquares(
    from start: [Double], steps: [Double], count: Int, iterations: Int = 30, tolerance: Double = 1e-7,
    _ residuals: ([Double], UnsafeMutableBufferPointer<Double>) -> Void
) -> (parameters: [Double], sum: Double) {
    precondition(start.count == steps.count, "one step a parameter")
    let n = start.count
    var (current, damping) = (start, 1e-3)
    var r = [Double](repeating: 0, count: count)
    var shifted = r
    var jacobian = [Double](repeating: 0, count: n * count)
    func evaluate(_ p: [Double], _ out: inout [Double]) -> Double {
        out.withUnsafeMutableBufferPointer { buffer in
            residuals(p, buffer)
            var sum = 0.0
            for value in buffer { sum += value * value }
            return sum
        }
    }
    var sum = evaluate(current, &r)
    var stale = true
    var (normal, gradient) = (SquareMatrix(zerosOfOrder: n), [Double](repeating: 0, count: n))
    for _ in 0..<iterations {
        if stale {
            for j in 0..<n {
                var p = current
                p[j] += steps[j]
                _ = evaluate(p, &shifted)
                for i in 0..<count { jacobian[j * count + i] = (shifted[i] - r[i]) / steps[j] }
            }
            (normal, gradient) = normalEquations(jacobian, r, n)
            stale = false
        }
        var damped = normal
        for j in 0..<n { damped[j, j] += damping * max(normal[j, j], 1e-12) }
        guard let step = damped.solve(gradient) else {
            damping *= 10
            continue
        }
        let candidate = zip(current, step).map { $0 - $1 }
        let candidateSum = evaluate(candidate, &shifted)
        if candidateSum < sum {
            let gain = sum - candidateSum
            (current, stale) = (candidate, true)
            swap(&r, &shifted)
            damping = max(damping * 0.3, 1e-12)
            let done = gain < tolerance * sum
            sum = candidateSum
            if done { break }
        } else {
            damping *= 4
            if damping > 1e12 { break }
        }
    }
    return (current, sum)
}

/// `JᵀJ` and `Jᵀr` of a Jacobian stored one parameter after the other.
private func normalEquations(_ jacobian: [Double], _ r: [Double], _ n: Int) -> (SquareMatrix, [Double]) {
    let count = r.count
    var (normal, gradient) = (SquareMatrix(zerosOfOrder: n), [Double](repeating: 0, count: n))
    jacobian.withUnsafeBufferPointer { j in
        for a in 0..<n {
            var g = 0.0
            for i in 0..<count { g += j[a * count + i] * r[i] }
            gradient[a] = g
            for b in 0...a {
                var sum = 0.0
                for i in 0..<count { sum += j[a * count + i] * j[b * count + i] }
                (normal[a, b], normal[b, a]) = (sum, sum)
            }
        }
    }
    return (normal, gradient)
}
