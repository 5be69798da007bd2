internal import Foundation

/// Rows of a bench's table, told as they are measured: it takes long, and what was told stays told when it is cancelled.
struct BenchRows {
    private let bar: ProgressBar

    /// - Parameter heading: one cell a column.
    init(_ heading: [String], bar: ProgressBar) {
        self.bar = bar
        print(Self.line(heading))
    }

    func tell(_ cells: [String]) {
        bar.clear()
        print(Self.line(cells))
        fflush(nil)
    }

    private static func line(_ cells: [String]) -> String {
        cells.map { String(repeating: " ", count: max(10 - $0.count, 0)) + $0 }.joined()
    }
}
