internal import Anatomy
internal import Appraisal
internal import Foundation
internal import Persistence
internal import Studio

extension PageBuilder {
    // MARK: - Library

    /// Products with their photos and pictures: those that the query finds, or what lies in the trash.
    func library(_ query: PictureQuery) async throws -> JSONValue {
        var query = query
        let size = 60
        query.limit = size + 1
        let pictures = try await services.store.pictures(query, account: account)
        let isPlain = query.text?.isEmpty ?? true && query.type == nil && query.tag == nil && !query.favourite
        let photos = try await services.store.photos(account: account, trashed: query.trashed, limit: 200)
        let products = try await products(Array(pictures.prefix(size)), photos, query, isPlain: isPlain)
        var context: JSONValue = [
            "query": .string(query.text ?? ""), "favourites": .bool(query.favourite), "products": .array(products),
            "kinds": .array(
                PieceType.allCases.map {
                    [
                        "id": .string($0.rawValue), "name": .string($0.title),
                        "selected": .bool(query.type == $0.rawValue),
                    ]
                }),
        ]
        if query.trashed { context = context.merging(["trash": true]) }
        let tags = try await services.store.tags(account: account)
        if !tags.isEmpty {
            context = context.merging(["tagList": ["all": .array(tags.map { Self.tag($0, selected: $0 == query.tag) })]]
            )
        }
        if products.isEmpty {
            context = context.merging(["empty": ["words": .string(Self.emptyWords(query, isPlain: isPlain))]])
        }
        if pictures.count > size {
            let next = Self.address(query, offset: query.offset + size)
            context = context.merging(["more": ["href": .string(next)]])
        }
        return context
    }

    /// The same pictures further on.
    private static func address(_ query: PictureQuery, offset: Int) -> String {
        let terms = [
            ("q", query.text), ("type", query.type), ("tag", query.tag), ("favourite", query.favourite ? "1" : nil),
        ]
        let kept = terms.compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : "&\(name)=\(escaped($0))" }
        }
        return "\(query.trashed ? "/trash" : "/library")?offset=\(offset)\(kept.joined())"
    }

    private static func tag(_ name: String, selected: Bool) -> JSONValue {
        ["name": .string(name), "href": .string("/library?tag=\(escaped(name))"), "selected": .bool(selected)]
    }

    private static func emptyWords(_ query: PictureQuery, isPlain: Bool) -> String {
        if query.trashed { return "The trash is empty." }
        if let text = query.text, !text.isEmpty { return "Nothing here is called «\(text)»." }
        return isPlain ? "Nothing here yet." : "Nothing here is like that."
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private func products(
        _ pictures: [StudioPicture], _ photos: [StudioPhoto], _ query: PictureQuery, isPlain: Bool
    ) async throws -> [JSONValue] {
        var shown = isPlain && query.offset == 0 ? photos : []
        for id in Set(pictures.map(\.photo)).subtracting(shown.map(\.id)) {
            shown.append(try await services.store.photo(id, account: account))
        }
        let named = try await services.store.products(account: account)
        let names = Dictionary(named.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        var groups: [(key: String, photos: [StudioPhoto])] = []
        for photo in shown.sorted(by: { $0.createdAt > $1.createdAt }) {
            let key = photo.product ?? photo.id
            if let at = groups.firstIndex(where: { $0.key == key }) {
                groups[at].photos.append(photo)
            } else {
                groups.append((key, [photo]))
            }
        }
        return groups.map { group in
            let ids = Set(group.photos.map(\.id))
            let type = group.photos.compactMap { $0.edits.type ?? $0.reading?.type }.first
            let mine = pictures.filter { ids.contains($0.photo) }
            return [
                "id": .string(group.key), "name": .string(names[group.key]?.name ?? group.photos[0].name),
                "sku": .string(names[group.key]?.sku ?? ""), "typeName": .string(type?.title ?? "Piece"),
                "photoHref": .string("/photos/\(group.photos[0].id)"),
                "photos": .array(group.photos.filter { ($0.trashedAt != nil) == query.trashed }.map(Self.thumbnail)),
                "pictures": .array(mine.map { Self.thumbnail($0, name: Self.label($0)) }),
            ]
        }
    }

    static func thumbnail(_ photo: StudioPhoto) -> JSONValue {
        let view = PhotoView(photo, people: [])
        return [
            "id": .string(photo.id), "href": .string("/photos/\(photo.id)"), "url": .string(view.thumbnailUrl ?? ""),
            "alt": .string(view.alt), "width": .number(Double(photo.width)), "height": .number(Double(photo.height)),
        ]
    }

    // MARK: - Shoots

    func shoots() async throws -> JSONValue {
        var shoots: [JSONValue] = []
        for shoot in try await services.store.shoots(account: account) {
            let view = try await services.view(shoot, account)
            let made = view.items.count { $0.state == "done" }
            let thumbs = view.items.prefix(3).map { item -> JSONValue in
                [
                    "url": .string(item.picture?.thumbnailUrl ?? item.photo.previewUrl ?? ""),
                    "alt": .string(item.name),
                    "width": 400, "height": 500,
                ]
            }
            let words = "\(view.items.count) \(view.items.count == 1 ? "piece" : "pieces"), \(made) made"
            shoots.append([
                "id": .string(shoot.id), "href": .string("/shoots/\(shoot.id)"), "name": .string(shoot.name),
                "words": .string(words), "thumbs": .array(thumbs),
            ])
        }
        guard shoots.isEmpty else { return ["shoots": .array(shoots)] }
        return ["shoots": [], "empty": ["words": "No shoot yet: send several photos at once, and give them one look."]]
    }

    func shoot(_ shoot: Shoot) async throws -> JSONValue {
        let view = try await services.view(shoot, account)
        let items = view.items.map { item -> JSONValue in
            [
                "id": .string(item.id), "alt": .string(item.name), "width": 400, "height": 500,
                "url": .string(item.picture?.previewUrl ?? item.photo.previewUrl ?? ""),
            ]
        }
        return ["shoot": ["id": .string(shoot.id), "name": .string(shoot.name), "items": .array(items)]]
    }

    // MARK: - Guide

    func guides(_ selected: PieceType?) -> JSONValue {
        .array(
            [PieceType.ring, .necklace, .earring, .bracelet].map { type in
                Self.sample(type).merging([
                    "id": .string(type.rawValue), "href": .string("/guide/\(type.rawValue)"),
                    "name": .string(type.title),
                    "lead": pages.part("guides.\(type.rawValue).lead"), "selected": .bool(type == selected),
                ])
            })
    }

    func guide(_ type: PieceType) -> JSONValue {
        let text = pages.part("guides.\(type.rawValue)")
        guard case .array(let examples) = text["examples"] else { return text.merging(["hero": Self.sample(type)]) }
        let shown = examples.map { $0.merging(Self.sample(type)).merging($0) }
        return text.merging(["hero": Self.sample(type), "examples": .array(shown)])
    }

    // MARK: - Credits

    func credits() async throws -> JSONValue {
        let balance = try await services.store.balance(of: account)
        let entries = try await services.store.entries(of: account, limit: 500)
        var lines: [JSONValue] = []
        for entry in entries where entry.kind != .reserve { lines.append(try await line(entry)) }
        var context: JSONValue = [
            "unlimited": .bool(balance == nil),
            "balanceWords": .string(balance.map { "\($0) credits are left." } ?? ""),
            "entries": .array(lines),
            "prices": [
                ["name": "A picture", "words": .string("\(Price.picture(.twoK)) credits")],
                ["name": "A picture at 4K", "words": .string("\(Price.picture(.fourK)) credits")],
                ["name": "Three sketches", "words": "free"], ["name": "A pack shot", "words": "free"],
            ],
        ]
        if lines.isEmpty { context = context.merging(["empty": ["words": "Nothing was booked yet."]]) }
        return context
    }

    /// A line as people read a ledger: what was taken when the picture was there, what came back, what came in.
    private func line(_ entry: LedgerEntry) async throws -> JSONValue {
        let job = try await entry.job.asyncMap { try await services.store.job($0, account: account) }
        let picture = try await job?.picture.asyncMap { try await services.store.picture($0, account: account) }
        let name = picture.map { "\($0.name), \($0.recipe.person.name)" } ?? "a picture"
        let (words, amount): (String, String) =
            switch entry.kind {
            case .grant: ("Credits of the house", entry.credits.map { "+\($0)" } ?? "∞")
            case .reserve, .capture: ("Picture of \(name)", "−\(job?.price ?? 0)")
            case .release: (job?.state == .cancelled ? "Stopped: \(name)" : "Failed: \(name)", "0")
            case .refund: ("Not usable: \(name), given back", "+\(entry.credits ?? 0)")
            }
        let when = entry.at.formatted(.dateTime.day().month(.wide).hour().minute())
        var line: JSONValue = [
            "at": .string(entry.at.ISO8601Format()), "when": .string(when), "words": .string(words),
            "amount": .string(amount),
        ]
        if let picture { line = line.merging(["href": .string("/pictures/\(picture.id)")]) }
        return line
    }
}
