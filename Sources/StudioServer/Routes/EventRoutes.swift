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
            var id: Int64
            var event: StudioEvent.Kind
            var data: JSONValue
        }
        var last: Int64
        var events: [Event]
    }

    fileprivate func poll(after: Int64?, _ account: AccountID) async throws -> Response {
        guard let after else {
            return try .json(Polled(last: try await store.lastSequence(account: account), events: []))
        }
        let events = try await store.events(after: after, account: account)
        let told = try await tellable(events, account).map { event in
            Polled.Event(
                id: event.sequence, event: event.kind,
                data: try JSONDecoder().decode(JSONValue.self, from: Data(event.data.utf8)))
        }
        return try .json(Polled(last: events.last?.sequence ?? after, events: told))
    }

    /// Server-sent events from a sequence on; without one, from now on.
    fileprivate func stream(after: Int64?, _ account: AccountID) async throws -> Response {
        var sequence = try await store.lastSequence(account: account)
        if let after { sequence = min(after, sequence) }
        let lines = EventStream(services: self, account: account, after: sequence).lines
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
            // Ends when the server stops, or a page that is left open would keep it from stopping.
            body: ResponseBody(asyncSequence: lines.cancelOnGracefulShutdown()))
    }
}

extension StudioServices {
    /// Events with what a page wants to know of each: of several about one thing only the last, a job whole.
    fileprivate func tellable(_ events: [StudioEvent], _ account: AccountID) async throws -> [StudioEvent] {
        struct Subject: Decodable { var id: String? }
        let subjects = events.map { event in
            (try? JSONDecoder().decode(Subject.self, from: Data(event.data.utf8)))?.id ?? "\(event.sequence)"
        }
        var last: [String: Int64] = [:]
        for (event, subject) in zip(events, subjects) { last["\(event.kind) \(subject)"] = event.sequence }
        var told: [StudioEvent] = []
        for (var event, subject) in zip(events, subjects) where last["\(event.kind) \(subject)"] == event.sequence {
            if event.kind == .job, let job = try? await store.job(subject, account: account) {
                event.data = try Self.text(try await view(job, account))
            }
            if event.kind == .photo, let photo = try? await store.photo(subject, account: account) {
                event.data = try Self.text(try await view(photo, account))
            }
            if event.kind == .notice, event.data.contains("\"prepared\"") {
                event.data = try Self.text(try await preparing(account))
            }
            told.append(event)
        }
        return told
    }

    private static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder.api.encode(value), as: UTF8.self)
    }
}

/// Turns the event log into lines for one listener.
private struct EventStream {
    let services: StudioServices
    let account: AccountID
    let after: Int64

    static let heartbeat = Duration.seconds(15)

    /// What makes the stream look: something was written, or time has passed.
    private enum Signal { case change, beat }

    var lines: AsyncStream<ByteBuffer> {
        // A listener who falls so far behind is cut off, and resumes after the last event that it saw.
        AsyncStream(bufferingPolicy: .bufferingOldest(1024)) { continuation in
            let (signals, signal) = AsyncStream<Signal>.makeStream(bufferingPolicy: .bufferingNewest(4))
            let changes = services.store.changes()
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
                    while let events = try? await services.store.events(after: last, account: account),
                        let newest = events.last
                    {
                        for event in (try? await services.tellable(events, account)) ?? [] {
                            let text = "id: \(event.sequence)\nevent: \(event.kind.rawValue)\ndata: \(event.data)\n\n"
                            if case .dropped = continuation.yield(ByteBuffer(string: text)) {
                                return continuation.finish()
                            }
                        }
                        last = newest.sequence
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
