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
                ("parure_disk_free_bytes", "Free on the data's disk.", [("", Double(services.store.blobs.freeBytes ?? -1))]),
                ("parure_up_seconds", "Since the start.", [("", Date().timeIntervalSince(services.metrics.started))]),
            ])
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        open(.get, "/static/**") { request, context in
            guard let pages = services.pages else { throw Problem.notFound }
            return try await pages.file(
                context.parameters.getCatchAll().joined(separator: "/"), of: "static", request, context)
        }
        open(.get, "/samples/:name") { request, context in
            try await StaticFile.response(
                context.parameters.get("name") ?? "", in: services.folders.root.appending(path: "Examples"),
                build: "", request, context)
        }
    }
}
