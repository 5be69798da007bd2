internal import Appraisal
internal import Foundation

/// The records as a table for people: a line a case, then means and worst of each type.
public struct BenchTable: Sendable {
    private let records: [BenchRecord]

    public init(_ records: [BenchRecord]) { self.records = records }

    /// A column: its title, its digits after the point, and its number.
    private struct Column: Sendable {
        var title: String
        var digits: Int
        var value: @Sendable (BenchRecord) -> Double?
        /// Whether the largest number is the worst: of shares of agreement it is the smallest.
        var isError = true

        func text(_ value: Double?) -> String { number(value, digits) }
    }

    private static let columns: [Column] = [
        Column(title: "SAD", digits: 2) { $0.matte?.sumOfAbsoluteDifferences },
        Column(title: "MSE", digits: 0) { $0.matte?.meanSquaredError },
        Column(title: "grad", digits: 2) { $0.matte?.gradient },
        Column(title: "IoU", digits: 2, value: { $0.matte?.intersectionOverUnion }, isError: false),
        Column(title: "line px", digits: 2) { $0.line?.pixels.mean },
        Column(title: "95 %", digits: 1) { $0.line?.pixels.p95 },
        Column(title: "mm", digits: 2) { $0.line?.millimetres.mean },
        Column(title: "95 %", digits: 1) { $0.line?.millimetres.p95 },
        Column(title: "axis°", digits: 1) { $0.band?.axisDegrees },
        Column(title: "head°", digits: 0) { $0.band?.headDegrees },
        Column(title: "cen %", digits: 1) { $0.band?.centrePercent },
        Column(title: "rad %", digits: 1) { $0.band?.radiusPercent },
        Column(title: "light°", digits: 0) { $0.lightDegrees },
        Column(title: "scale %", digits: 0) { $0.scalePercent },
        Column(title: "σ", digits: 1) { $0.scaleSigmas },
        Column(title: "worn %", digits: 0) { $0.wornScalePercent },
        Column(title: "place mm", digits: 1) { $0.placement?.millimetres.mean },
        Column(title: "95 %", digits: 1) { $0.placement?.millimetres.p95 },
        Column(title: "view°", digits: 1) { $0.placement?.viewDegrees },
        Column(title: "turn°", digits: 1) { $0.placement?.headDegrees },
        Column(title: "size %", digits: 1) { $0.placement?.sizePercent },
        Column(title: "strch %", digits: 1) { $0.stretchPercent },
        Column(title: "cont %", digits: 0) { $0.continuedPercent },
        Column(title: "ΔE", digits: 2) { $0.colourDifference },
        Column(title: "detail", digits: 2, value: { $0.detailRetained }, isError: false),
    ]

    public var text: String {
        var rows = [["", "type", "metal"] + Self.columns.map(\.title)]
        for type in [PieceType.necklace, .ring, .earring, .bracelet] {
            let some = records.filter { $0.type == type }
            guard !some.isEmpty else { continue }
            rows += some.map(row)
            rows += [mean(some, named: "mean of \(some.count)"), worst(some)]
        }
        var lines = aligned(rows)
        for record in records where record.isStyleRight == false {
            lines.append("\(record.name) was taken for another style of earring.")
        }
        for record in records where !record.refusals.isEmpty {
            lines.append("\(record.name) was refused: \(record.refusals.joined(separator: " "))")
        }
        lines.append(
            "SAD in thousands of pixels, MSE ×1000, gradient in thousands. σ: error of the read scale over its stated "
                + "uncertainty. * size stated.")
        return lines.joined(separator: "\n")
    }

    private func row(_ record: BenchRecord) -> [String] {
        func tick(_ isRight: Bool?) -> String { isRight.map { $0 ? "✓" : "✗" } ?? "·" }
        return [record.name + (record.isStated ? " *" : ""), tick(record.isTypeRight), tick(record.isMetalRight)]
            + Self.columns.map { $0.text($0.value(record)) }
    }

    /// Means of magnitudes: errors to either side do not cancel.
    private func mean(_ some: [BenchRecord], named name: String) -> [String] {
        func share(_ right: [Bool?]) -> String { "\(right.count { $0 == true })/\(right.count)" }
        return [name, share(some.map(\.isTypeRight)), share(some.map(\.isMetalRight))]
            + Self.columns.map { column in
                let values = some.compactMap(column.value).filter(\.isFinite).map(abs)
                return column.text(values.isEmpty ? nil : values.reduce(0, +) / Double(values.count))
            }
    }

    private func worst(_ some: [BenchRecord]) -> [String] {
        ["worst", "", ""]
            + Self.columns.map { column in
                let values = some.compactMap(column.value).filter(\.isFinite).map(abs)
                return column.text(column.isError ? values.max() : values.min())
            }
    }
}
