internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Persistence
internal import Studio
internal import Wearing

extension StudioRoutes {
    /// What operators and browsers ask for that belongs to nobody's account.
    func addOperations() {
        let services = services
        open(.get, "/healthz") { _, _ in
            struct Health: Encodable {
                var status = "ok"
                var version = WearReport.currentVersion
                var queued, running: Int
            }
            let census = try await services.store.census()
            return try .json(Health(queued: census[.queued] ?? 0, running: census[.running] ?? 0))
        }
        open(.get, "/metrics") { _, _ in
            let census = try await services.store.census()
            let text = services.metrics.text(gauges: [
                (
                    "parure_jobs", "Jobs by state.",
                    JobState.allCases.map { ("{state=\"\($0.rawValue)\"}", Double(census[$0] ?? 0)) }
                ),
                (
                    "parure_disk_free_bytes", "Free on the data's disk.",
                    [("", Double(services.store.blobs.freeBytes ?? -1))]
                ),
                ("parure_up_seconds", "Since the start.", [("", Date().timeIntervalSince(services.metrics.started))]),
            ])
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        open(.get, "/static/**") { request, context in
            let path = context.parameters.getCatchAll().joined(separator: "/")
            let (folder, name) = services.place(ofStatic: path)
            return try await StaticFile.response(name, in: folder, build: services.pages.build, request, context)
        }
    }
}

extension StudioServices {
    /// The fonts' folders where Debian's packages are installed (OFL 1.1, GUST); without them browsers use their own.
    private static let fonts: [String: String] = {
        let (garamond, gyre) =
            ("/usr/share/fonts/opentype/ebgaramond", "/usr/share/texmf/fonts/opentype/public/tex-gyre")
        return [
            "fonts/EBGaramond12-Regular.otf": garamond, "fonts/EBGaramond12-Italic.otf": garamond,
            "fonts/texgyreheros-regular.otf": gyre, "fonts/texgyreheros-bold.otf": gyre,
        ]
    }()

    /// Where a static file lies: sentences and our own photographs have folders of their own.
    fileprivate func place(ofStatic path: String) -> (folder: URL, name: String) {
        let web = folders.root.appending(path: "Web")
        if path.hasPrefix("strings/") { return (web, path) }
        if let font = Self.fonts[path] { return (URL(filePath: font), String(path.dropFirst("fonts/".count))) }
        guard path.hasPrefix("samples/") else { return (web.appending(path: "static"), path) }
        let name = String(path.dropFirst("samples/".count))
        let folder = name.hasSuffix("-worn.jpg") ? "Docs/Pictures" : "Examples"
        return (folders.root.appending(path: folder), name)
    }
}
