internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Persistence
internal import ServiceLifecycle
internal import Studio

extension StudioRoutes {
    func addEvents() {
        let services = services
        on(.get, "/api/v1/events") { request, _, account in
            let asked = request.headers[HTTPField.Name("Last-Event-ID")!] ?? request.query("after")
            let after = asked.flatMap { Int64($0) }
            if request.headers[.accept]?.contains("text/event-stream") == true {
                return try await services.stream(after: after, account)
            }
            return try await services.poll(after: after, account)
        }
    }
}

extension StudioServices {
    private struct Polled: Encodable {
        struct Event: Encodable {
            var sequence: Int64
            var event: StudioEvent.Kind
            /// JSON of its own.
            var data: String
        }
        var last: Int64
        var events: [Event]
    }

    fileprivate func poll(after: Int64?, _ account: AccountID) async throws -> Response {
        guard let after else {
            return try .json(Polled(last: try await store.lastSequence(account: account), events: []))
        }
        let events = try await store.events(after: after, account: account)
        return try .json(
            Polled(
                last: events.last?.sequence ?? after,
                events: events.map { .init(sequence: $0.sequence, event: $0.kind, data: $0.data) }))
    }

    /// Server-sent events from a sequence on; without one, from now on.
    fileprivate func stream(after: Int64?, _ account: AccountID) async throws -> Response {
        var sequence = try await store.lastSequence(account: account)
        if let after { sequence = min(after, sequence) }
        let lines = EventStream(store: store, account: account, after: sequence).lines
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
            // Ends when the server stops, or a page that is left open would keep it from stopping.
            body: ResponseBody(asyncSequence: lines.cancelOnGracefulShutdown()))
    }
}

/// Turns the event log into lines for one listener.
private struct EventStream {
    let store: SQLiteStore
    let account: AccountID
    let after: Int64

    static let heartbeat = Duration.seconds(15)

    /// What makes the stream look: something was written, or time has passed.
    private enum Signal { case change, beat }

    var lines: AsyncStream<ByteBuffer> {
        // A listener who falls so far behind is cut off, and resumes after the last event that it saw.
        AsyncStream(bufferingPolicy: .bufferingOldest(1024)) { continuation in
            let (signals, signal) = AsyncStream<Signal>.makeStream(bufferingPolicy: .bufferingNewest(4))
            let changes = store.changes()
            let watch = Task { for await _ in changes { signal.yield(.change) } }
            let clock = Task {
                while !Task.isCancelled {
                    try await Task.sleep(for: Self.heartbeat)
                    signal.yield(.beat)
                }
            }
            let teller = Task {
                var last = after
                continuation.yield(ByteBuffer(string: "retry: 2000\n\n"))
                signal.yield(.change)
                for await reason in signals {
                    if reason == .beat { continuation.yield(ByteBuffer(string: ": here\n\n")) }
                    while let events = try? await store.events(after: last, account: account), !events.isEmpty {
                        for event in events {
                            let text = "id: \(event.sequence)\nevent: \(event.kind.rawValue)\ndata: \(event.data)\n\n"
                            if case .dropped = continuation.yield(ByteBuffer(string: text)) {
                                return continuation.finish()
                            }
                            last = event.sequence
                        }
                    }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in
                for task in [watch, teller] { task.cancel() }
                clock.cancel()
                signal.finish()
            }
        }
    }
}
