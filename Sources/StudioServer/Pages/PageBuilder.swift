internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Persistence
internal import Studio

/// What templates are filled with, from one account's data.
struct PageBuilder: Sendable {
    let services: StudioServices
    let pages: Pages
    let account: AccountID

    // MARK: - Home

    func home() async throws -> JSONValue {
        let recent = try await services.store.pictures(PictureQuery(), account: account).filter {
            $0.recipe.output != .preview
        }.prefix(8)
        var home: JSONValue = [
            "samples": .array(StudioServices.samples.map(Self.sample)),
            "opening": Self.pair(.necklace, loading: "eager"),
            "pairs": .array(
                PieceType.allCases.map { type in
                    Self.pair(type, loading: "lazy").merging([
                        "name": .string(type.title), "words": .string(Self.pairWords(type)),
                    ])
                }),
            "wait": ["words": .string(try await services.wait(account))],
        ]
        if !recent.isEmpty {
            let pictures = recent.map { Self.thumbnail($0, name: "\($0.name), \($0.recipe.person.name)") }
            home = home.merging(["recent": ["pictures": .array(pictures)]])
        }
        return home.merging(try await preparing())
    }

    /// How far the studio has prepared itself, while it does.
    func preparing() async throws -> JSONValue {
        let preparing = try await services.preparing(account)
        return preparing["done"] == preparing["total"] ? [:] : ["preparing": preparing]
    }

    /// Our own photographs, whose sizes are known.
    private static let samples: [PieceType: (width: Int, height: Int, alt: String, name: String)] = [
        .ring: (900, 900, "a solitaire ring in a slot", "A ring"),
        .necklace: (1000, 1250, "a gold chain with a blue stone on a black bust", "A necklace"),
        .earring: (1400, 1400, "a pair of emerald drops on a card", "A pair of earrings"),
        .bracelet: (1400, 1050, "a gold chain bracelet round a roll", "A bracelet"),
    ]

    static func sample(_ type: PieceType) -> JSONValue {
        guard let facts = samples[type] else { return .null }
        return [
            "url": .string("/static/samples/\(type.rawValue).jpg"), "alt": .string(facts.alt),
            "width": .number(Double(facts.width)), "height": .number(Double(facts.height)),
            "name": .string(facts.name), "file": .string("\(type.rawValue).jpg"),
        ]
    }

    private static func pair(_ type: PieceType, loading: String) -> JSONValue {
        [
            "before": sample(type),
            "after": [
                "url": .string("/static/samples/\(type.rawValue)-worn.jpg"),
                "alt": .string("the \(type.rawValue), worn"), "width": 800, "height": 1000,
            ],
            "loading": .string(loading), "start": .number(Double(line(type))),
        ]
    }

    /// Where the slider's line stands at first, percent: where the piece is seen.
    private static func line(_ type: PieceType) -> Int {
        switch type {
        case .necklace: 50
        case .ring: 30
        case .earring: 26
        case .bracelet: 44
        }
    }

    private static func pairWords(_ type: PieceType) -> String {
        switch type {
        case .necklace: "Hung by gravity. Every link is the photo's own."
        case .ring: "Seated between knuckle and web; the band's far side goes behind the finger."
        case .earring: "Hangs from the hole of the lobe."
        case .bracelet: "Goes round the wrist, its far side behind the arm."
        }
    }

    // MARK: - Pictures

    static func thumbnail(_ picture: StudioPicture, name: String) -> JSONValue {
        let view = PictureView(picture)
        return [
            "id": .string(picture.id), "href": .string("/pictures/\(picture.id)"), "name": .string(name),
            "label": .string(name), "url": .string(view.thumbnailUrl ?? view.url ?? ""), "alt": .string(view.alt),
            "width": .number(Double(picture.width)), "height": .number(Double(picture.height)),
            "favourite": .bool(picture.isFavourite),
        ]
    }

    func review(_ picture: StudioPicture) async throws -> JSONValue {
        let view = PictureView(picture)
        let photo = try await services.store.photo(picture.photo, account: account)
        let before = PhotoView(photo, people: [])
        func image(_ url: String?, _ alt: String, _ width: Int, _ height: Int) -> JSONValue {
            [
                "url": .string(url ?? ""), "alt": .string(alt), "width": .number(Double(width)),
                "height": .number(Double(height)),
            ]
        }
        var context: JSONValue = [
            "picture": try JSONValue(view),
            "pair": [
                "before": image(before.previewUrl, before.alt, photo.width, photo.height),
                "after": image(view.previewUrl ?? view.url, view.alt, picture.width, picture.height),
                "loading": "lazy",
            ],
        ]
        if !view.nudge.isEmpty { context = context.merging(["movable": true]) }
        var query = PictureQuery()
        query.photo = picture.photo
        let versions = try await services.store.pictures(query, account: account)
        if versions.count > 1 {
            let shown = versions.map { version in
                Self.thumbnail(version, name: Self.label(version)).merging(
                    version.id == picture.id ? ["current": true] : [:])
            }
            context = context.merging(["versions": ["pictures": .array(shown)]])
        }
        return context
    }

    /// What tells a version from others of the same photo.
    static func label(_ picture: StudioPicture) -> String {
        switch picture.recipe.output {
        case .preview: "\(picture.recipe.person.name), sketch"
        case .full(.twoK): picture.recipe.person.name
        case .full(let resolution): "\(picture.recipe.person.name), \(resolution.rawValue)"
        }
    }

    func comparison(_ id: String) async throws -> JSONValue {
        let jobs = try await services.store.jobs(account: account, comparison: id, limit: 50).reversed()
        guard let first = jobs.first, let photoID = first.photo else { throw Problem.notFound }
        let photo = try await services.store.photo(photoID, account: account)
        let recipes = try await services.store.recipes(of: jobs.map(\.id), account: account)
        let placeholder = PhotoView(photo, people: []).thumbnailUrl ?? ""
        var sides: [JSONValue] = []
        for job in jobs {
            guard let recipe = recipes[job.id] else { continue }
            let view = try await services.view(job, account)
            let reason = photo.reading.flatMap { Suiting.reason(recipe.person, $0.metal) } ?? ""
            let (w, h) = recipe.aspect.terms
            var side: JSONValue = [
                "job": .string(job.id), "state": .string(job.state.rawValue), "model": .string(recipe.person.name),
                "suits": .string(reason.isEmpty ? "" : reason.prefix(1).uppercased() + reason.dropFirst() + "."),
                "stateWords": .string(
                    job.state == .done ? "" : view.stage ?? pages.sentence("shoot.\(job.state.rawValue)")),
                "width": 800, "height": .number((800 * Double(h) / Double(w)).rounded()),
                "placeholderUrl": .string(placeholder),
            ]
            if let picture = view.picture { side = side.merging(["picture": try JSONValue(picture)]) }
            sides.append(side)
        }
        let words = "One piece, \(sides.count) people, the same light."
        return [
            "comparison": [
                "id": .string(id), "photo": .string(photoID), "words": .string(words), "sides": .array(sides),
            ]
        ]
    }
}

extension StudioServices {
    /// How far the samples' plates and the gallery's portraits are.
    func preparing(_ account: AccountID) async throws -> JSONValue {
        let (done, total) = try await store.preparation(account: account)
        return [
            "kind": "preparing", "words": .string("Preparing samples and models: \(done) of \(total) are ready."),
            "done": .number(Double(done)), "total": .number(Double(total)),
        ]
    }
}
