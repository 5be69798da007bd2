internal import Foundation

/// Rows with their columns lined up, the first `names` of them at their left edge. Rows may be shorter than others.
func aligned(_ rows: [[String]], names: Int = 1) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { c in rows.map { $0.count > c ? $0[c].count : 0 }.max() ?? 0 }
    return rows.map { row in
        row.indices.map { c in
            let space = String(repeating: " ", count: widths[c] - row[c].count)
            return c < names ? row[c] + space : space + row[c]
        }.joined(separator: "  ")
    }
}

/// A number of a table; `·` where there is none.
func number(_ value: Double?, _ digits: Int) -> String {
    guard let value, value.isFinite else { return "·" }
    return String(format: "%.\(digits)f", value)
}
