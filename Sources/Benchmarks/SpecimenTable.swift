internal import Appraisal
public import Foundation

/// The scores of a folder of specimens as a table for people.
public struct SpecimenTable: Sendable {
    private let scores: [SpecimenScore]

    public init(_ scores: [SpecimenScore]) { self.scores = scores }

    /// Folders of samples below a folder, in their order; the folder itself where it is one.
    public static func samples(below folder: URL) -> [URL] {
        let files = FileManager.default
        if files.fileExists(atPath: folder.appending(path: "truth.json").path) { return [folder] }
        let children = (try? files.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return children.filter { !$0.lastPathComponent.hasPrefix(".") && $0.hasDirectoryPath }
            .sorted { $0.path < $1.path }.flatMap(samples)
    }

    public var text: String {
        let necklaces = scores.filter { $0.type == .necklace }
        let rings = scores.filter { $0.type == .ring }
        var parts: [String] = []
        if !necklaces.isEmpty { parts.append(aligned(necklaceRows(necklaces), names: 3).joined(separator: "\n")) }
        if !rings.isEmpty { parts.append(aligned(ringRows(rings), names: 3).joined(separator: "\n")) }
        let earrings = scores.filter { $0.type == .earring }
        if !earrings.isEmpty { parts.append(aligned(earringRows(earrings), names: 3).joined(separator: "\n")) }
        let refused = scores.compactMap { score in
            (score.refusal ?? score.objection).map { "\(score.name) was refused: \($0)" }
        }
        return (parts + refused).joined(separator: "\n")
    }

    private func necklaceRows(_ some: [SpecimenScore]) -> [[String]] {
        var rows = [
            [
                "", "family", "display", "found", "read", "px", "95 %", "widths", "95 %", "σ", "exits", "pendant",
                "sheet", "roll°", "±", "tilt°", "scale %",
            ]
        ]
        for s in some {
            let lines = s.strands
            rows.append([
                s.name, s.family, s.display, lines.map { "\($0.found)/\($0.count)" } ?? "✗",
                lines.map { "\($0.read)" } ?? "0", number(lines?.pixels?.mean, 2), number(lines?.pixels?.p95, 1),
                number(lines?.strandWidths?.mean, 2), number(lines?.strandWidths?.p95, 1),
                number(lines?.sigmas, 1), lines.map { "\($0.exitsRight)/\($0.exits)" } ?? "✗",
                number(s.pendantOverlap, 2), sheet(s),
                number(s.rollDegrees, 0), number(s.rollUncertainty, 0), number(s.tiltDegrees, 0),
                number(s.scalePercent, 0),
            ])
        }
        let read = some.compactMap(\.strands)
        func sum(_ part: (StrandScore) -> Int) -> Int { read.reduce(0) { $0 + part($1) } }
        rows.append([
            "all \(some.count)", "", "", "\(sum(\.found))/\(sum(\.count))", "\(sum(\.read))",
            number(mean(read.compactMap { $0.pixels?.mean }), 2), number(mean(read.compactMap { $0.pixels?.p95 }), 1),
            number(mean(read.compactMap { $0.strandWidths?.mean }), 2),
            number(mean(read.compactMap { $0.strandWidths?.p95 }), 1), number(mean(read.compactMap(\.sigmas)), 1),
            "\(sum(\.exitsRight))/\(sum(\.exits))",
            number(mean(some.compactMap(\.pendantOverlap)), 2),
            "\(some.count { $0.isSheet != nil && $0.isSheet == $0.isReadAsSheet })/\(some.count { $0.isSheet != nil })",
            number(mean(some.compactMap { $0.rollDegrees.map(abs) }), 1), "", "",
            number(mean(some.compactMap { $0.scalePercent.map(abs) }), 0),
        ])
        let whole = read.compactMap { $0.pixels?.mean }.sorted()
        if !whole.isEmpty { rows.append(["median", "", "", "", "", number(whole[whole.count / 2], 2)]) }
        return rows
    }

    private func ringRows(_ some: [SpecimenScore]) -> [[String]] {
        var rows = [["", "family", "display", "axis°", "head°", "centre %", "radius %", "scale %"]]
        for s in some {
            rows.append([
                s.name, s.family, s.display, number(s.band?.axisDegrees, 1), number(s.band?.headDegrees, 0),
                number(s.band?.centrePercent, 1), number(s.band?.radiusPercent, 1), number(s.scalePercent, 0),
            ])
        }
        let bands = some.compactMap(\.band)
        rows.append([
            "all \(some.count)", "", "", number(mean(bands.map(\.axisDegrees)), 1),
            number(mean(bands.map(\.headDegrees)), 0), number(mean(bands.map(\.centrePercent)), 1),
            number(mean(bands.map(\.radiusPercent)), 1), number(mean(some.compactMap { $0.scalePercent.map(abs) }), 0),
        ])
        return rows
    }

    private func earringRows(_ some: [SpecimenScore]) -> [[String]] {
        var rows = [
            ["", "family", "display", "count", "read", "style", "right", "attachment mm", "symmetry", "scale %"]
        ]
        for s in some {
            let e = s.earrings
            rows.append([
                s.name, s.family, s.display, e.map { "\($0.count)" } ?? "✗", e.map { "\($0.read)" } ?? "✗",
                e?.style ?? "", e?.isStyleRight.map { $0 ? "✓" : "wrong" } ?? "·", number(e?.attachmentMillimetres, 1),
                number(e?.symmetry, 2), number(s.scalePercent, 0),
            ])
        }
        let read = some.compactMap(\.earrings)
        let places = read.compactMap(\.attachmentMillimetres).sorted()
        rows.append([
            "all \(some.count)", "", "", "", "\(read.count { $0.count == $0.read })/\(some.count)", "",
            "\(read.count { $0.isStyleRight == true })/\(read.count { $0.isStyleRight != nil })",
            number(places.isEmpty ? nil : places[places.count / 2], 1), number(mean(read.map(\.symmetry)), 2),
            number(mean(some.compactMap { $0.scalePercent.map(abs) }), 0),
        ])
        return rows
    }

    private func sheet(_ s: SpecimenScore) -> String {
        guard let isSheet = s.isSheet, let read = s.isReadAsSheet else { return "·" }
        return isSheet ? (read ? "✓" : "missed") : (read ? "wrongly" : "")
    }

    private func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
