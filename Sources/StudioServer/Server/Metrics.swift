internal import Foundation
internal import Hummingbird
internal import Logging
internal import Synchronization

/// Counts requests and how long they take, for Prometheus.
final class Metrics: Sendable {
    /// Upper bounds of the histogram, seconds.
    private static let bounds = [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]

    private struct Series {
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
        var count = 0
        var sum = 0.0
        var byStatus: [Int: Int] = [:]
    }
    private let series = Mutex<[String: Series]>([:])
    let started = Date()

    /// - Parameter route: the pattern, never a path with names in it: their number must stay small.
    func record(route: String, status: Int, seconds: Double) {
        series.withLock { all in
            var one = all[route] ?? Series()
            for (i, bound) in Self.bounds.enumerated() where seconds <= bound { one.buckets[i] += 1 }
            one.count += 1
            one.sum += seconds
            one.byStatus[status / 100, default: 0] += 1
            all[route] = one
        }
    }

    /// The text format, version 0.0.4.
    func text(gauges: [(name: String, help: String, values: [(labels: String, value: Double)])]) -> String {
        var out = ""
        for gauge in gauges {
            out += "# HELP \(gauge.name) \(gauge.help)\n# TYPE \(gauge.name) gauge\n"
            for (labels, value) in gauge.values { out += "\(gauge.name)\(labels) \(value)\n" }
        }
        let all = series.withLock { $0 }.sorted { $0.key < $1.key }
        out += "# HELP parure_requests_total Requests answered.\n# TYPE parure_requests_total counter\n"
        for (route, one) in all {
            for (status, count) in one.byStatus.sorted(by: { $0.key < $1.key }) {
                out += "parure_requests_total{route=\"\(Self.escaped(route))\",status=\"\(status)xx\"} \(count)\n"
            }
        }
        out +=
            "# HELP parure_request_seconds Time until an answer was ready.\n# TYPE parure_request_seconds histogram\n"
        for (route, one) in all {
            let name = Self.escaped(route)
            for (i, bound) in Self.bounds.enumerated() {
                out += "parure_request_seconds_bucket{route=\"\(name)\",le=\"\(bound)\"} \(one.buckets[i])\n"
            }
            out += "parure_request_seconds_bucket{route=\"\(name)\",le=\"+Inf\"} \(one.count)\n"
            out += "parure_request_seconds_sum{route=\"\(name)\"} \(one.sum)\n"
            out += "parure_request_seconds_count{route=\"\(name)\"} \(one.count)\n"
        }
        return out
    }

    private static func escaped(_ label: String) -> String {
        label.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ")
    }
}

/// Logs and counts every request; never a query or a header, which may hold what is private.
struct MetricsMiddleware: RouterMiddleware {
    let metrics: Metrics

    func handle(
        _ request: Request, context: StudioContext, next: (Request, StudioContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        let response = try await next(request, context)
        let seconds = began.duration(to: .now) / .seconds(1)
        let route = "\(request.method) \(context.endpointPath ?? "NotFound")"
        metrics.record(route: route, status: response.status.code, seconds: seconds)
        context.logger.debug(
            "request",
            metadata: ["route": "\(route)", "status": "\(response.status.code)", "seconds": "\(seconds)"])
        return response
    }
}

/// One line of JSON an entry, on standard error.
struct JSONLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    let label: String

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields: [String: String] = [
            "at": Date.now.ISO8601Format(.init(includingFractionalSeconds: true)), "level": event.level.rawValue,
            "message": "\(event.message)",
        ]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            fields[key == "hb.request.id" ? "request" : key] = "\(value)"
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var line = try? encoder.encode(fields) else { return }
        line.append(0x0A)
        FileHandle.standardError.write(line)
    }
}
