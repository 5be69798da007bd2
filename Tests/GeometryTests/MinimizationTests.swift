import Geometry
import Testing

@Suite struct MinimizationTests {
    @Test func nelderMeadFindsTheRosenbrockValley() {
        let best = minimizeNelderMead(from: [-1.2, 1], steps: [0.3, 0.3], tolerance: 1e-14) { x in
            let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
            return a * a + 100 * b * b
        }
        #expect(abs(best.parameters[0] - 1) < 1e-4 && abs(best.parameters[1] - 1) < 1e-4)
    }

    @Test func nelderMeadNeverEndsAboveItsStart() {
        let best = minimizeNelderMead(from: [0], steps: [1], maximumEvaluations: 3) { $0[0] == 0 ? 0 : .infinity }
        #expect(best.value == 0)
    }

    @Test func levenbergMarquardtFitsADecay() {
        let xs = (0..<40).map { Double($0) / 10 }
        let ys = xs.map { 3 / (1 + 1.7 * $0 * $0) + 0.4 }
        let fit = minimizeLeastSquares(from: [1, 1, 0], steps: [1e-5, 1e-5, 1e-5], count: xs.count) { p, out in
            for i in xs.indices { out[i] = p[0] / (1 + p[1] * xs[i] * xs[i]) + p[2] - ys[i] }
        }
        #expect(fit.sum < 1e-10)
        #expect(abs(fit.parameters[1] - 1.7) < 1e-4)
    }

    @Test func linearSystemsAreSolvedAndSingularOnesRefused() throws {
        let m = SquareMatrix(order: 3, values: [0, 2, 1, 1, -1, 3, 4, 0, -2])
        let x = try #require(m.solve([7, 8, -2]))
        #expect(zip(m * x, [7, 8, -2]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(SquareMatrix(order: 2, values: [1, 2, 2, 4]).solve([1, 2]) == nil)
        let unit = m * (try #require(m.inverse))
        for i in 0..<3 { for j in 0..<3 { #expect(abs(unit[i, j] - (i == j ? 1 : 0)) < 1e-12) } }
    }

    @Test func symmetricMatricesAreDiagonalised() {
        var random = PCG32(seed: 4)
        var m = SquareMatrix(zerosOfOrder: 6)
        for i in 0..<6 {
            for j in 0...i {
                let v = Double(random.nextFloat()) - 0.5
                (m[i, j], m[j, i]) = (v, v)
            }
        }
        let (values, vectors) = m.symmetricEigen()
        #expect(values == values.sorted())
        for (value, vector) in zip(values, vectors) {
            #expect(zip(m * vector, vector).allSatisfy { abs($0 - value * $1) < 1e-10 })
        }
    }
}
