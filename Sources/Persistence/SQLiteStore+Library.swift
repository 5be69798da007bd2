public import Anatomy
public import Foundation
internal import GRDB
public import Studio

extension SQLiteStore: Catalogue {
    // MARK: - Products

    public func addProduct(name: String, sku: String?, account: AccountID) async throws -> Product {
        let id = Identifier.random()
        return try await write { db in
            try db.execute(
                sql: "INSERT INTO product (id, account, name, sku, createdAt) VALUES (?, ?, ?, ?, \(Schema.now))",
                arguments: [id, account.rawValue, name, sku])
            return try Self.ownedProduct(db, id, account)
        }
    }

    public func products(account: AccountID) async throws -> [Product] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM product WHERE account = ? ORDER BY createdAt DESC",
                arguments: [account.rawValue]
            ).map(Self.product)
        }
    }

    public func product(_ id: String, account: AccountID) async throws -> Product {
        try await read { db in try Self.ownedProduct(db, id, account) }
    }

    public func update(
        product id: String, name: String?, sku: String?, account: AccountID
    ) async throws -> Product {
        try await write { db in
            _ = try Self.ownedProduct(db, id, account)
            try db.execute(
                sql: "UPDATE product SET name = COALESCE(?, name), sku = COALESCE(?, sku) WHERE id = ?",
                arguments: [name, sku, id])
            return try Self.ownedProduct(db, id, account)
        }
    }

    public func setProduct(_ product: String?, photo: String, account: AccountID) async throws {
        try await write { db in
            try Self.requirePhoto(db, photo, account)
            if let product { _ = try Self.ownedProduct(db, product, account) }
            try db.execute(sql: "UPDATE photo SET product = ? WHERE id = ?", arguments: [product, photo])
            try Self.recordPhoto(db, photo, account)
        }
    }

    private static func ownedProduct(_ db: Database, _ id: String, _ account: AccountID) throws -> Product {
        let row = try Row.fetchOne(
            db, sql: "SELECT * FROM product WHERE id = ? AND account = ?", arguments: [id, account.rawValue])
        guard let row else { throw StoreError.notFound }
        return product(row)
    }

    private static func product(_ row: Row) -> Product {
        Product(
            id: row["id"], name: row["name"], sku: row["sku"],
            createdAt: Date(timeIntervalSince1970: row["createdAt"]))
    }

    // MARK: - Shoots

    public func addShoot(name: String, look: Choices, account: AccountID) async throws -> Shoot {
        let id = Identifier.random()
        return try await write { db in
            try db.execute(
                sql: "INSERT INTO shoot (id, account, name, look, createdAt) VALUES (?, ?, ?, ?, \(Schema.now))",
                arguments: [id, account.rawValue, name, try Self.json(look)])
            return try Self.ownedShoot(db, id, account)
        }
    }

    public func shoot(_ id: String, account: AccountID) async throws -> Shoot {
        try await read { db in try Self.ownedShoot(db, id, account) }
    }

    public func shoots(account: AccountID) async throws -> [Shoot] {
        try await read { db in
            try String.fetchAll(
                db, sql: "SELECT id FROM shoot WHERE account = ? ORDER BY createdAt DESC",
                arguments: [account.rawValue]
            ).map { try Self.ownedShoot(db, $0, account) }
        }
    }

    public func update(
        shoot id: String, name: String?, look: Choices?, photos: [String]?, account: AccountID
    ) async throws -> Shoot {
        try await write { db in
            _ = try Self.ownedShoot(db, id, account)
            if let name { try db.execute(sql: "UPDATE shoot SET name = ? WHERE id = ?", arguments: [name, id]) }
            if let look {
                try db.execute(sql: "UPDATE shoot SET look = ? WHERE id = ?", arguments: [try Self.json(look), id])
            }
            if let photos {
                try db.execute(sql: "DELETE FROM shootPhoto WHERE shoot = ?", arguments: [id])
                var seen = Set<String>()
                for (position, photo) in photos.enumerated() where seen.insert(photo).inserted {
                    try Self.requirePhoto(db, photo, account)
                    try db.execute(
                        sql: "INSERT INTO shootPhoto (account, shoot, photo, position) VALUES (?, ?, ?, ?)",
                        arguments: [account.rawValue, id, photo, position])
                }
                // Nobody waits for one of many: another photo is read before them.
                try db.execute(
                    sql: """
                        UPDATE job SET priority = ? WHERE state = 'queued' AND kind = 'reading'
                        AND photo IN (SELECT photo FROM shootPhoto WHERE shoot = ?)
                        """, arguments: [JobRules.priority(of: .reading, inBatch: true), id])
            }
            try Self.record(db, .shoot, try Self.json(["id": id]), account)
            return try Self.ownedShoot(db, id, account)
        }
    }

    private static func ownedShoot(_ db: Database, _ id: String, _ account: AccountID) throws -> Shoot {
        let row = try Row.fetchOne(
            db, sql: "SELECT * FROM shoot WHERE id = ? AND account = ?", arguments: [id, account.rawValue])
        guard let row else { throw StoreError.notFound }
        let photos = try String.fetchAll(
            db, sql: "SELECT photo FROM shootPhoto WHERE shoot = ? ORDER BY position", arguments: [id])
        return Shoot(
            id: id, name: row["name"], look: try value(Choices.self, row["look"]), photos: photos,
            createdAt: Date(timeIntervalSince1970: row["createdAt"]))
    }

    // MARK: - Models

    /// The people whom the owner of a folder's data made and did not retire; also while a studio has it open.
    public static func ownersModels(in folder: URL) throws -> [Person] {
        let file = folder.appending(path: databaseName)
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        var configuration = Configuration()
        (configuration.readonly, configuration.busyMode) = (true, .timeout(10))
        do {
            return try DatabaseQueue(path: file.path, configuration: configuration).read { db in
                try models(db, .owner).filter { !$0.isRetired }.map(\.person)
            }
        } catch let error as DatabaseError {
            throw StoreError.damaged(error.message ?? "\(error.resultCode)")
        }
    }

    public func models(account: AccountID) async throws -> [StudioModel] {
        try await read { db in try Self.models(db, account) }
    }

    private static func models(_ db: Database, _ account: AccountID) throws -> [StudioModel] {
        try Row.fetchAll(
            db, sql: "SELECT person, isRetired FROM model WHERE account = ? ORDER BY createdAt",
            arguments: [account.rawValue]
        ).map { StudioModel(person: try value(Person.self, $0["person"]), isRetired: $0["isRetired"]) }
    }

    public func save(_ person: Person, retired: Bool, account: AccountID) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO model (account, id, person, isRetired, createdAt) VALUES (?, ?, ?, ?, \(Schema.now))
                    ON CONFLICT (account, id) DO UPDATE SET person = excluded.person, isRetired = excluded.isRetired
                    """,
                arguments: [account.rawValue, person.id, try Self.json(person), retired])
        }
    }

    public func portraits(account: AccountID) async throws -> [String: String] {
        try await read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT subject, file FROM portrait WHERE account = ?", arguments: [account.rawValue])
            return Dictionary(rows.map { ($0["subject"], $0["file"]) }, uniquingKeysWith: { $1 })
        }
    }

    // MARK: - Exports

    public func addExport(
        name: String, mediaType: String, file: String, account: AccountID
    ) async throws -> StudioExport {
        guard blobs.contains(file) else { throw StoreError.damaged("the export's file is not kept") }
        let id = Identifier.random()
        return try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO export (id, account, name, mediaType, file, createdAt)
                    VALUES (?, ?, ?, ?, ?, \(Schema.now))
                    """, arguments: [id, account.rawValue, name, mediaType, file])
            return StudioExport(id: id, name: name, mediaType: mediaType, file: file)
        }
    }

    public func forgetExports(olderThan seconds: Double = 86_400) async throws {
        try await write { db in
            try db.execute(sql: "DELETE FROM export WHERE createdAt <= \(Schema.now) - ?", arguments: [seconds])
        }
    }

    public func export(_ id: String, account: AccountID) async throws -> StudioExport {
        try await read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT * FROM export WHERE id = ? AND account = ?", arguments: [id, account.rawValue])
            guard let row else { throw StoreError.notFound }
            return StudioExport(id: row["id"], name: row["name"], mediaType: row["mediaType"], file: row["file"])
        }
    }
}
