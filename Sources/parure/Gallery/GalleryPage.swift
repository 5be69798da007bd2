internal import Appraisal
internal import Foundation
internal import Imaging
internal import Wearing

extension GalleryFolder {
    /// The page of all records so far.
    func writePage(_ records: [GalleryRecord], total: Int) throws {
        for record in records { writeThumbnails(record) }
        try write(Data(GalleryPage(records, total: total, folder: self).html.utf8), to: page)
    }

    /// Sheets of photo, cutout and picture.
    func writeSheets(_ records: [GalleryRecord]) throws {
        for (k, start) in stride(from: 0, to: records.count, by: ContactSheet.entriesPerSheet).enumerated() {
            let end = min(start + ContactSheet.entriesPerSheet, records.count)
            let entries = records[start..<end].map { record in
                ContactSheet.Entry(
                    name: record.name, outcome: record.outcome,
                    note: record.findings?.first?.code.rawValue ?? String(format: "%.0f S", record.seconds),
                    pictures: ["photo", "cutout"].map { thumbnail($0, record) }
                        + [record.picture.flatMap { decoded(url.appending(path: $0)) }])
            }
            try PhotoEncoder.write(ContactSheet.draw(entries), to: url.appending(path: "sheet-\(k + 1).png"))
        }
    }

    func thumbnailFile(_ kind: String, _ record: GalleryRecord) -> URL {
        file("thumbnails", "\(record.name)-\(kind)", "jpg")
    }

    /// Small photo and cutout beside the picture; a photo that cannot be read has none.
    private func writeThumbnails(_ record: GalleryRecord) {
        let photo = thumbnailFile("photo", record)
        let cutout = thumbnailFile("cutout", record)
        try? FileManager.default.createDirectory(
            at: photo.deletingLastPathComponent(), withIntermediateDirectories: true)
        if !FileManager.default.fileExists(atPath: photo.path), let image = decoded(URL(filePath: record.photo)) {
            try? PhotoEncoder.write(Thumbnail.make(image, side: 768), to: photo)
        }
        guard let path = record.cutout else { return }
        let source = url.appending(path: path)
        if isOlder(cutout, than: source), let image = try? PhotoDecoder.decodeCutout(contentsOf: source) {
            try? PhotoEncoder.write(Thumbnail.overChecks(Thumbnail.make(cutout: image, side: 768)), to: cutout)
        }
    }

    private func isOlder(_ file: URL, than source: URL) -> Bool {
        func date(_ url: URL) -> Date? {
            try? FileManager.default.attributesOfItem(atPath: url.path)[.modificationDate] as? Date
        }
        guard let (a, b) = date(file).flatMap({ a in date(source).map { (a, $0) } }) else { return true }
        return a < b
    }

    private func thumbnail(_ kind: String, _ record: GalleryRecord) -> ImageBuffer<DisplayLinear>? {
        if kind == "cutout" && record.cutout == nil { return nil }
        return decoded(thumbnailFile(kind, record))
    }

    private func decoded(_ url: URL) -> ImageBuffer<DisplayLinear>? {
        try? PhotoDecoder.decode(contentsOf: url).image
    }
}

/// One row a photo: photo, cutout, picture, time, report.
struct GalleryPage {
    let html: String

    init(_ records: [GalleryRecord], total: Int, folder: GalleryFolder) {
        let rows = records.enumerated().map { Self.row($1, number: $0 + 1, folder: folder) }.joined(separator: "\n")
        let state = records.count < total ? " (\(total - records.count) to go)" : ""
        html = """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Parure gallery</title>
            <style>
            body { font: 14px/1.4 system-ui, sans-serif; background: #ddd; color: #222; margin: 1.5rem; }
            article { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)) 22rem; gap: .6rem; \
            background: #eee; border-top: 5px solid; margin-bottom: 1rem; padding: .6rem; }
            .given { border-color: #2a7d36; } .refused { border-color: #d98a1b; } .unreadable { border-color: #888; }
            .failed, .outOfTime { border-color: #c0201c; }
            img { width: 100%; max-height: 80vh; object-fit: contain; background: #ccc; }
            h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; } h2 small { font-weight: normal; }
            dl { display: grid; grid-template-columns: auto 1fr; gap: 0 .8rem; margin: .4rem 0; }
            dt { color: #666; } dd { margin: 0; } pre { white-space: pre-wrap; font-size: 11px; }
            </style>
            <h1>\(GallerySummary(records).line)\(state)</h1>
            \(rows)
            </html>

            """
    }

    private static func row(_ record: GalleryRecord, number: Int, folder: GalleryFolder) -> String {
        let photo = picture(folder.path(of: folder.thumbnailFile("photo", record)), "photo", link: nil)
        let cutout = record.cutout.map {
            picture(folder.path(of: folder.thumbnailFile("cutout", record)), "cutout", link: $0)
        }
        let worn = record.picture.map { picture($0, "picture", link: $0) }
        return """
            <article class="\(record.outcome.rawValue)" id="p\(number)">
            \(photo)\(cutout ?? "<span></span>")\(worn ?? "<span></span>")
            <section><h2>\(number). \(escaped(record.name)) <small>\(record.outcome.rawValue)</small></h2>
            \(facts(record))
            \(record.outcome == .given ? "" : "<pre>\(escaped(record.complaints))</pre>")</section>
            </article>
            """
    }

    private static func picture(_ path: String, _ what: String, link: String?) -> String {
        let image = "<img loading=lazy src=\"\(address(path))\" alt=\"\(what)\">"
        return link.map { "<a href=\"\(address($0))\">\(image)</a>" } ?? image
    }

    private static func facts(_ record: GalleryRecord) -> String {
        var facts = [("seconds", String(format: "%.1f", record.seconds)), ("model", record.model)]
        if record.usedStrokes { facts.append(("strokes", "yes")) }
        if let report = record.report {
            let p = report.product
            func number(_ n: Double, _ format: String = "%.2f") -> String {
                n.isFinite ? String(format: format, n) : "–"
            }
            facts.append(("type", report.type.rawValue))
            facts.append(
                ("ΔE00 mean, p99", "\(number(p.colourDifference.mean.value)), \(number(p.colourDifference.p99.value))"))
            facts.append(("detail retained", number(p.detailRetained.value)))
            facts.append(("stretch", number(p.maxStretch.value, "%.3f")))
            facts.append(
                ("hidden, continued", "\(number(p.hiddenFraction.value)), \(number(p.continuedFraction.value))"))
            facts.append(("enlargement", number(p.enlargement.value)))
            facts.append(
                (
                    "scale",
                    "\(number(Double(report.scale.millimetresPerPixel), "%.4f")) mm/px, \(report.scale.source.rawValue) ±"
                        + "\(number(Double(report.scale.uncertainty) * 100, "%.0f")) %"
                ))
            let gap = report.contact.gapMillimetres
            facts.append(("gap mm", "\(number(gap.median.value)), max \(number(gap.max.value))"))
            let stages = report.seconds.filter { $0.key != "total" }.sorted { $0.value > $1.value }
            facts.append(("stages", stages.map { "\($0.key) \(number($0.value, "%.1f"))" }.joined(separator: ", ")))
            facts += report.warnings.map { ("warning", $0) }
        }
        facts += (record.findings ?? []).map { ($0.code.rawValue, "\($0.message) \($0.fix)") }
        return "<dl>" + facts.map { "<dt>\(escaped($0))<dd>\(escaped($1))" }.joined() + "</dl>"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }

    private static func address(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    }
}
