internal import Appraisal
internal import Foundation

/// Medians and ninetieth percentiles of each type, over all of its pieces and over those that must be right.
public struct WornTable: Sendable {
    private let records: [WornRecord]

    public init(_ records: [WornRecord]) { self.records = records }

    private struct Column: Sendable {
        var title: String
        var digits: Int
        var value: @Sendable (WornRecord) -> Double?
        /// Whether the tenth percentile is the bad end.
        var isShare = false
    }

    private static let seating: [Column] = [
        Column(title: "place mm", digits: 2) { $0.placement },
        Column(title: "angle°", digits: 1) { $0.angle },
        Column(title: "turn°", digits: 1) { $0.turn },
        Column(title: "scale %", digits: 1) { $0.scalePercent.map(abs) },
        Column(title: "stretch %", digits: 1) { $0.stretchPercent },
    ]
    private static let picture: [Column] = [
        Column(title: "shadow %", digits: 1) { $0.shadow?.errorPercent },
        Column(title: "bias %", digits: 1) { $0.shadow?.biasPercent },
        Column(title: "depth %", digits: 1) { $0.shadow?.depthPercent },
        Column(title: "ΔE mean", digits: 2) { $0.colourMean },
        Column(title: "ΔE 99 %", digits: 2) { $0.colourP99 },
        Column(title: "detail %", digits: 0, value: { $0.detailRetained.map { 100 * $0 } }, isShare: true),
    ]

    public var text: String {
        var lines = ["The seating:"] + table(Self.seating, of: records)
        let pictured = records.filter(\.isPictured)
        if !pictured.isEmpty { lines += ["", "The pictures:"] + table(Self.picture, of: pictured) }
        var reasons: [String: Int] = [:]
        for record in records { for reason in record.refusals { reasons[reason, default: 0] += 1 } }
        for (reason, count) in reasons.sorted(by: { $0.value > $1.value }) {
            lines.append("Refused \(count) times: \(reason)")
        }
        lines.append(
            "Median, and ninetieth percentile (of detail the tenth). * size stated and, of bands, looked into by over 20°. "
                + "Shadow: mean difference of luminance from the true shadow where that darkens skin, percent of the bare "
                + "skin's.")
        return lines.joined(separator: "\n")
    }

    private func table(_ columns: [Column], of records: [WornRecord]) -> [String] {
        var rows = [["", "n", "refused"] + columns.flatMap { [$0.title, "90 %"] }]
        for type in [PieceType.necklace, .ring, .earring, .bracelet] {
            let some = records.filter { $0.type == type }
            guard !some.isEmpty else { continue }
            for (mark, part) in [("", some), (" *", some.filter(\.isPlain))] where !part.isEmpty {
                let worn = part.filter(\.refusals.isEmpty)
                let cells = columns.flatMap { column -> [String] in
                    let values = worn.compactMap(column.value).filter(\.isFinite).sorted()
                    return [Self.quantile(values, 0.5), Self.quantile(values, column.isShare ? 0.1 : 0.9)].map {
                        number($0, column.digits)
                    }
                }
                rows.append([type.rawValue + mark, "\(part.count)", "\(part.count - worn.count)"] + cells)
            }
        }
        return aligned(rows)
    }

    /// Of sorted values, between neighbours in proportion.
    package static func quantile(_ sorted: [Double], _ share: Double) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let position = share * Double(sorted.count - 1)
        let k = min(Int(position), max(sorted.count - 2, 0))
        guard sorted.count > 1 else { return sorted[0] }
        return sorted[k] + (sorted[k + 1] - sorted[k]) * (position - Double(k))
    }
}
