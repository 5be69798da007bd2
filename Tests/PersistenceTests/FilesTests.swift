import Appraisal
import Foundation
import Persistence
import Studio
import Testing

@Suite("Files and folders", .serialized)
struct FilesTests {
    @Test(
        "Digests are those of the standard",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func digests(_ text: String, _ digest: String) {
        #expect(SHA256.digest(text.utf8) == digest)
        var pieces = SHA256()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            pieces.update(Array(rest.prefix(37)))
            rest = rest.dropFirst(37)
        }
        #expect(pieces.finish() == digest)
    }

    @Test("The other pieces of a photo become photos of the same file, each once")
    func severalPieces() async throws {
        let studio = try await TemporaryStudio()
        let store = studio.store
        let tray = try await studio.photo(name: "tray.jpg")
        _ = try await store.edit(tray.id, PhotoEdits(type: .ring), account: studio.me)
        let claim = try #require(try await store.claim([.reading], lease: 30))
        _ = try await store.finish(
            claim, with: .reading(try Self.reading(worn: 0), cutout: nil, corrected: nil))
        let others = try await store.separate(tray.id, account: studio.me)
        #expect(others.map(\.name) == ["tray 2.jpg", "tray 3.jpg"])
        #expect(others.allSatisfy { $0.original == tray.original && $0.state == .reading && $0.edits.type == nil })
        #expect(others.map { $0.edits.click?.x } == [0.5, 0.8])
        #expect(try await store.separate(tray.id, account: studio.me).map(\.id) == others.map(\.id))
        // Seen from another of them, the first photo is there already.
        let second = try #require(try await store.claim([.reading], lease: 30))
        _ = try await store.finish(
            second, with: .reading(try Self.reading(worn: 1), cutout: nil, corrected: nil))
        let rest = try await store.separate(others[0].id, account: studio.me)
        #expect(rest.map(\.id) == [tray.id, others[1].id])
    }

    /// A reading of a photo with three pieces.
    private static func reading(worn: Int) throws -> PhotoReading {
        let found = [0, 1, 2].map { i in
            let place = 0.2 + 0.3 * Double(i)
            return
                "{\"box\":[\(place - 0.1),\(place - 0.1),0.2,0.2],\"point\":[\(place),\(place)],\"isWanted\":\(i == worn)}"
        }
        let json = """
            {"type":"ring","typeConfidence":0.9,"metal":"yellowGold","findings":[],"isRefused":false,
            "found":[\(found.joined(separator: ","))]}
            """
        return try JSONDecoder().decode(PhotoReading.self, from: Data(json.utf8))
    }

    @Test("A photo that comes twice is kept once")
    func sameContent() async throws {
        let studio = try await TemporaryStudio()
        let (first, second) = (try studio.blob("photo"), try studio.blob("photo"))
        #expect(first == second)
        #expect(try studio.store.blobs.all() == [first])
        #expect(try Data(contentsOf: studio.store.blobs.url(of: first)) == Data("photo".utf8))
    }

    @Test("Files without an owner go after a day; those that a row names stay, and so do young ones")
    func sweep() async throws {
        let studio = try await TemporaryStudio()
        let photo = try await studio.photo()
        let (old, young) = (try studio.blob("old"), try studio.blob("young"))
        let unfinished = studio.store.blobs.temporaryFile()
        try Data("half".utf8).write(to: unfinished)
        let twoDaysAgo = Date().addingTimeInterval(-2 * 86_400)
        for file in [studio.store.blobs.url(of: old), studio.store.blobs.url(of: photo.original), unfinished] {
            try FileManager.default.setAttributes([.modificationDate: twoDaysAgo], ofItemAtPath: file.path)
        }
        #expect(try await studio.store.sweep() == 2)
        #expect(studio.store.blobs.contains(photo.original) && studio.store.blobs.contains(young))
        #expect(!studio.store.blobs.contains(old))
        #expect(!FileManager.default.fileExists(atPath: unfinished.path))
    }

    @Test("What was thrown away is gone for good after its time, and what is still needed stays")
    func trash() async throws {
        let studio = try await TemporaryStudio()
        let (store, me) = (studio.store, studio.me)
        try await store.grant(nil, to: me, reason: "house")
        func picture(of photo: StudioPhoto, seed: UInt64) async throws -> StudioPicture {
            let job = try await store.submit([studio.order(photo, seed: seed)], account: me)[0]
            let claim = try #require(try await store.claim([.picture], lease: 30))
            _ = try await store.finish(claim, with: try studio.result())
            return try await store.picture(
                try #require(try await store.job(job.id, account: me).picture), account: me)
        }
        let (kept, thrown) = (try await studio.photo(name: "kept.jpg"), try await studio.photo(name: "thrown.jpg"))
        let (good, bad) = (try await picture(of: kept, seed: 1), try await picture(of: kept, seed: 2))
        let lost = try await picture(of: thrown, seed: 3)
        let shoot = try await store.addShoot(name: "Tray", look: Choices(), account: me)
        _ = try await store.update(shoot: shoot.id, name: nil, look: nil, photos: [thrown.id, kept.id], account: me)
        let unfinished = try await store.submit([studio.order(thrown, seed: 4)], account: me)[0]
        for photo in [kept, thrown] { try await store.setTrashed(true, photo: photo.id, account: me) }
        for picture in [bad, lost] { try await store.setTrashed(true, picture: picture.id, account: me) }

        try await store.emptyTrash()
        #expect(try await store.picture(bad.id, account: me).file == bad.file, "its time has not come")
        try await store.emptyTrash(of: studio.other, olderThan: 0)
        #expect(try await store.picture(bad.id, account: me).file == bad.file, "it is somebody else's")
        try await store.emptyTrash(of: me, olderThan: 0)
        for gone in [bad, lost] {
            await #expect(throws: StoreError.notFound) { try await store.picture(gone.id, account: me) }
        }
        await #expect(throws: StoreError.notFound) { try await store.photo(thrown.id, account: me) }
        #expect(try await store.photos(account: me, trashed: true, limit: 9).map(\.id) == [kept.id])
        #expect(try await store.picture(good.id, account: me).name == "kept")
        #expect(try await store.shoot(shoot.id, account: me).photos == [kept.id])
        #expect(try await store.products(account: me).map(\.name) == ["kept"])
        #expect(try await store.job(lost.job, account: me).picture == nil)
        #expect(try await store.job(unfinished.id, account: me).state == .cancelled)
        #expect(try await store.sweep(olderThan: -1) == 3)
        #expect(try await store.audit() == [])
    }

    @Test("A file to be taken away is forgotten after its time")
    func exports() async throws {
        let studio = try await TemporaryStudio()
        let (store, me) = (studio.store, studio.me)
        let export = try await store.addExport(
            name: "a.zip", mediaType: "application/zip", file: studio.blob(), account: me)
        try await store.forgetExports()
        #expect(try await store.export(export.id, account: me) == export)
        try await store.forgetExports(olderThan: 0)
        await #expect(throws: StoreError.notFound) { try await store.export(export.id, account: me) }
    }

    @Test("Models of a studio are known to others while it is open, those retired left out")
    func models() async throws {
        let studio = try await TemporaryStudio()
        #expect(try SQLiteStore.ownersModels(in: studio.folder.appending(path: "nowhere")) == [])
        try await studio.store.addAccount(.owner)
        let (kept, retired) = (Cast.members[0], Cast.members[1])
        try await studio.store.save(kept, retired: false, account: .owner)
        try await studio.store.save(retired, retired: true, account: .owner)
        try await studio.store.save(Cast.members[2], retired: false, account: studio.me)
        #expect(try SQLiteStore.ownersModels(in: studio.folder) == [kept])
    }

    @Test("A result that names a file which is not there is refused, and the job goes on")
    func missingFile() async throws {
        let studio = try await TemporaryStudio()
        try await studio.store.grant(nil, to: studio.me, reason: "house")
        let photo = try await studio.photo()
        _ = try await studio.store.submit([studio.order(photo)], account: studio.me)
        let claim = try #require(try await studio.store.claim([.picture], lease: 30))
        let made = PictureMade(width: 1, height: 1, report: Data("{}".utf8))
        let nowhere = String(repeating: "0", count: 64)
        await #expect(throws: StoreError.self) {
            try await studio.store.finish(claim, with: .picture(made, file: nowhere, preview: nil, thumbnail: nil))
        }
        #expect(try await studio.store.job(claim.job, account: studio.me).state == .running)
    }

    @Test("A second studio on the same folder is turned away, and may come when the first has gone")
    func lock() async throws {
        var studio: TemporaryStudio? = try await TemporaryStudio()
        let folder = try #require(studio).folder
        #expect(throws: StoreError.inUse(folder: folder.path)) { try SQLiteStore(folder: folder) }
        let kept = folder.appendingPathExtension("moved")
        try FileManager.default.moveItem(at: folder, to: kept)
        studio = nil
        defer { try? FileManager.default.removeItem(at: kept) }
        _ = try SQLiteStore(folder: kept)
    }

    @Test("A studio that has closed its folder lets the next one in, even while somebody still holds it")
    func closing() async throws {
        let studio = try await TemporaryStudio()
        try studio.store.close()
        _ = try SQLiteStore(folder: studio.folder)
        await #expect(throws: (any Error).self) { try await studio.store.entries(of: studio.me, limit: 1) }
    }

    @Test("Data of a newer version are refused and left as they are")
    func newerSchema() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try SQLiteStore(folder: folder)
        try python(
            folder.appending(path: "studio.sqlite"), "INSERT INTO grdb_migrations VALUES ('9 of the future')")
        #expect(throws: StoreError.newerSchema) { try SQLiteStore(folder: folder) }
    }

    @Test("Before tables change, the old ones are copied, and the old data are there afterwards")
    func backupBeforeMigration() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "parure-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let me = AccountID(rawValue: "me")
        var old: SQLiteStore? = try SQLiteStore(folder: folder, versions: 1)
        try await old?.addAccount(me)
        let product = try #require(try await old?.addProduct(name: "Ring", sku: nil, account: me))
        old = nil
        let new = try SQLiteStore(folder: folder)
        #expect(try await new.product(product.id, account: me).name == "Ring")
        let copies = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "backups").path)
        #expect(copies.count == 1)
        #expect(try python(folder.appending(path: "backups/\(copies[0])"), "SELECT name FROM product") == "Ring")
    }

    @Test("A backup made while orders come in can be restored, and its ledger agrees")
    func backup() async throws {
        let studio = try await TemporaryStudio()
        let (store, me) = (studio.store, studio.me)
        try await store.grant(nil, to: me, reason: "house")
        let photo = try await studio.photo()
        let busy = Task {
            var seed: UInt64 = 0
            while !Task.isCancelled {
                seed += 1
                _ = try await store.submit([studio.order(photo, seed: seed)], account: me)
                if let claim = try await store.claim([.picture], lease: 30) {
                    _ = try await store.finish(claim, with: try studio.result())
                }
            }
        }
        try await Task.sleep(for: .seconds(0.3))
        let (copy, restored) = (
            studio.folder.appendingPathExtension("backup"), studio.folder.appendingPathExtension("restored")
        )
        defer { for folder in [copy, restored] { try? FileManager.default.removeItem(at: folder) } }
        try Backup.make(of: studio.folder, to: copy)
        busy.cancel()
        _ = await busy.result
        try await Backup.restore(copy, to: restored)
        let again = try SQLiteStore(folder: restored)
        #expect(try await again.audit() == [])
        #expect(try await again.photo(photo.id, account: me).name == "ring.jpg")
        #expect(try again.damagedBlobs() == [])
    }

    @Test("A backup that was tampered with is not restored")
    func damagedBackup() async throws {
        let studio = try await TemporaryStudio()
        let photo = try await studio.photo()
        let (copy, restored) = (
            studio.folder.appendingPathExtension("backup"), studio.folder.appendingPathExtension("restored")
        )
        defer { for folder in [copy, restored] { try? FileManager.default.removeItem(at: folder) } }
        try Backup.make(of: studio.folder, to: copy)
        let file = try BlobStore(folder: copy.appending(path: "blobs")).url(of: photo.original)
        try Data("other".utf8).write(to: file)
        await #expect(throws: StoreError.self) { try await Backup.restore(copy, to: restored) }
        #expect(!FileManager.default.fileExists(atPath: restored.path))
        #expect(throws: StoreError.self, "an existing folder is not overwritten") {
            try Backup.make(of: studio.folder, to: copy)
        }
    }
}
