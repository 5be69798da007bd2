import Appraisal
import Foundation
import Persistence
import Studio
import Testing

@Suite("The queue", .serialized)
struct QueueTests {
    @Test(
        "The same order sent twice is one job; another order under its key is refused",
        arguments: Implementation.allCases)
    func idempotency(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let photo = try await studio.photo()
        let first = try await studio.store.submit([studio.order(photo, key: "k")], account: studio.me)
        let second = try await studio.store.submit([studio.order(photo, key: "k")], account: studio.me)
        #expect(first[0].id == second[0].id)
        await #expect(throws: StoreError.keyUsedForAnotherOrder) {
            try await studio.store.submit([studio.order(photo, seed: 2, key: "k")], account: studio.me)
        }
        #expect(try await studio.store.entries(of: studio.me, limit: 10).count { $0.kind == .reserve } == 1)
    }

    @Test("A worker whose lease ran out can write nothing any more", arguments: Implementation.allCases)
    func fencing(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let (store, photo) = (studio.store, try await studio.photo())
        _ = try await store.submit([studio.order(photo)], account: studio.me)
        let dead = try #require(try await store.claim([.picture], lease: 0.02))
        try await Task.sleep(for: .seconds(0.1))
        let alive = try #require(try await store.claim([.picture], lease: 30))
        #expect(alive.job == dead.job && alive.token == dead.token + 1)
        #expect(try await !store.report(dead, stage: "late", share: 0.9, lease: 30))
        #expect(try await !store.finish(dead, with: try studio.result()))
        #expect(try await !store.fail(dead, .lost))
        #expect(try await !store.giveBack(dead))
        #expect(try await store.report(alive, stage: "fitting", share: 0.2, lease: 30))
        #expect(try await store.finish(alive, with: try studio.result()))
        let job = try await store.job(alive.job, account: studio.me)
        #expect(job.state == .done && job.picture != nil && job.lostAttempts == 1)
        try await studio.expectAgreement()
    }

    @Test("A job whose worker died three times is given up, and costs nothing", arguments: Implementation.allCases)
    func threeLosses(_ implementation: Implementation) async throws {
        let studio = try await TemporaryStudio(implementation)
        let (store, photo) = (studio.store, try await studio.photo())
        try await store.grant(4, to: studio.me, reason: "welcome")
        let job = try await store.submit([studio.order(photo)], account: studio.me)[0]
        for _ in 1...3 {
            let claim = try #require(try await store.claim([.picture], lease: 30))
            #expect(try await store.lose(claim))
        }
        #expect(try await store.claim([.picture], lease: 30) == nil)
        #expect(try await store.job(job.id, account: studio.me).error == .lost)
        #expect(try await store.balance(of: studio.me) == 4)
        try await studio.expectAgreement()
    }

    @Test("A stop in good order costs no attempt", arguments: Implementation.allCases)
    func giveBack(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let (store, photo) = (studio.store, try await studio.photo())
        let job = try await store.submit([studio.order(photo)], account: studio.me)[0]
        for _ in 1...5 {
            let claim = try #require(try await store.claim([.picture], lease: 30))
            #expect(try await store.giveBack(claim))
        }
        let after = try await store.job(job.id, account: studio.me)
        #expect(after.state == .queued && after.lostAttempts == 0 && after.attempt == 5)
    }

    @Test("Cancel and finish race: one of them wins, and the ledger follows it", arguments: Implementation.allCases)
    func cancelAgainstFinish(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let (store, photo) = (studio.store, try await studio.photo())
        var outcomes = Set<JobState>()
        for seed in 1...24 {
            let job = try await store.submit([studio.order(photo, seed: UInt64(seed))], account: studio.me)[0]
            let claim = try #require(try await store.claim([.picture], lease: 30))
            let result = try studio.result()
            async let finished = store.finish(claim, with: result)
            async let cancelled = store.cancel(job.id, account: studio.me)
            let (won, seen) = try await (finished, cancelled)
            let state = try await store.job(job.id, account: studio.me).state
            #expect(state == (won ? .done : .cancelled))
            #expect(seen.state.isFinal)
            outcomes.insert(state)
        }
        #expect(!outcomes.isEmpty)
        try await studio.expectAgreement()
    }

    @Test("Many workers never hold the same job", arguments: Implementation.allCases)
    func claimsAreExclusive(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let photo = try await studio.photo()
        _ = try await studio.store.submit((1...30).map { studio.order(photo, seed: $0) }, account: studio.me)
        let claimed = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 1...6 {
                group.addTask {
                    var mine: [String] = []
                    while let claim = try await studio.store.claim([.picture], lease: 30) { mine.append(claim.job) }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claimed.count == 30)
        #expect(Set(claimed).count == 30)
    }

    @Test("A batch of a hundred does not keep one picture waiting", arguments: Implementation.allCases)
    func fairness(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let (store, me) = (studio.store, studio.me)
        let photo = try await studio.photo()
        let shoot = try await store.addShoot(name: "Spring", look: Choices(), account: me)
        _ = try await store.submit((1...100).map { studio.order(photo, seed: $0, shoot: shoot.id) }, account: me)
        let single = try await store.submit([studio.order(photo, seed: 999)], account: me)[0]
        #expect(try await store.claim([.picture], lease: 30)?.job == single.id)

        // An hour later the batch is still being made, and another picture is wanted.
        let hour = "UPDATE job SET createdAt = createdAt - 3600, startedAt = startedAt - 3600 WHERE shoot IS NOT NULL"
        try python(studio.folder.appending(path: "studio.sqlite"), hour)
        #expect(try await store.claim([.picture], lease: 30) != nil)
        let later = try await store.submit([studio.order(photo, seed: 1000)], account: me)[0]
        #expect(try await store.claim([.picture], lease: 30)?.job == later.id)
        // A batch of which nothing was made for an hour is not left behind for ever.
        try python(studio.folder.appending(path: "studio.sqlite"), hour)
        let last = try await store.submit([studio.order(photo, seed: 1001)], account: me)[0]
        #expect(try await store.claim([.picture], lease: 30)?.job != last.id)
    }

    @Test("A photo is read before a hundred that came for a shoot", arguments: Implementation.allCases)
    func readings(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let (store, me) = (studio.store, studio.me)
        func photo() async throws -> String {
            let inspection = Inspection(mediaType: "image/jpeg", width: 9, height: 9)
            return try await store.addPhoto(
                name: "a.jpg", original: studio.blob(), inspection: inspection, preview: nil, thumbnail: nil,
                account: me
            ).id
        }
        var many: [String] = []
        for _ in 1...5 { many.append(try await photo()) }
        let shoot = try await store.addShoot(name: "Spring", look: Choices(), account: me)
        _ = try await store.update(shoot: shoot.id, name: nil, look: nil, photos: many, account: me)
        let single = try await photo()
        #expect(try await store.claim([.reading], lease: 30)?.photo == single)
        #expect(try await store.claim([.reading], lease: 30)?.photo == many[0])
    }

    @Test(
        "What nobody waits for is begun only while nobody waits for anything, and its progress is told",
        arguments: Implementation.allCases)
    func background(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let (store, me, photo) = (studio.store, studio.me, try await studio.photo())
        #expect(try await store.preparation(account: me) == (0, 0))
        _ = try await store.submit(
            [JobOrder(.portrait(Cast.members[0], .necklace)), JobOrder(.rehearsal(.ring))], account: me)
        let lane: Set<JobWork.Kind> = [.picture, .portrait, .rehearsal]
        _ = try await store.submit([studio.order(photo)], account: me)
        #expect(try await store.isAwaited())
        let picture = try #require(try await store.claim(lane, lease: 30))
        #expect(picture.work.kind == .picture)
        #expect(try await store.claim(lane, lease: 30) == nil, "a picture is being made")
        #expect(try await store.finish(picture, with: try studio.result()))
        #expect(try await !store.isAwaited())

        let rehearsal = try #require(try await store.claim(lane, lease: 30))
        #expect(rehearsal.work.kind == .rehearsal, "samples come before portraits")
        #expect(try await store.preparation(account: me) == (0, 2))
        let seen = try await store.lastSequence(account: me)
        #expect(try await store.finish(rehearsal, with: .rehearsal))
        #expect(try await store.preparation(account: me) == (1, 2))
        #expect(try await store.events(after: seen, account: me).contains { $0.kind == .notice })
        #expect(try await store.pictures(PictureQuery(), account: me).count == 1, "nothing is left of a rehearsal")
        #expect(try await store.preparation(account: studio.other) == (0, 0))
        try await studio.expectAgreement()
    }

    @Test("Two sellers with batches take turns", arguments: Implementation.allCases)
    func turns(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let (mine, theirs) = (try await studio.photo(), try await studio.photo(of: studio.other))
        _ = try await studio.store.submit((1...5).map { studio.order(mine, seed: $0) }, account: studio.me)
        _ = try await studio.store.submit((1...5).map { studio.order(theirs, seed: $0) }, account: studio.other)
        var order: [AccountID] = []
        for _ in 1...6 {
            order.append(try #require(try await studio.store.claim([.picture], lease: 30)).account)
            try await Task.sleep(for: .milliseconds(3))
        }
        #expect(order == [studio.me, studio.other, studio.me, studio.other, studio.me, studio.other])
    }

    @Test(
        "A photo that is changed while it is read is read once more, and the first answer is not wanted",
        arguments: Implementation.allCases)
    func outdatedReading(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let (store, me) = (studio.store, studio.me)
        let photo = try await studio.photo()
        let before = try await store.lastSequence(account: me)
        _ = try await store.edit(photo.id, PhotoEdits(type: .ring), account: me)
        let first = try #require(try await store.claim([.reading], lease: 30))
        let changed = try await store.edit(photo.id, PhotoEdits(type: .necklace), account: me)
        #expect(changed.state == .reading)
        #expect(try await !store.report(first, stage: nil, share: nil, lease: 30), "its worker is told")
        let second = try #require(try await store.claim([.reading], lease: 30))
        #expect(second.job != first.job)
        #expect(try await store.claim([.reading], lease: 30) == nil)
        let told = try await store.events(after: before, account: me, limit: 500)
        #expect(!told.contains { $0.kind == .photo && $0.data.contains("failed") }, "an old answer's end is no failure")
        try await studio.expectAgreement()
    }

    @Test("What is another account's does not exist", arguments: Implementation.allCases)
    func accounts(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let (store, me, other) = (studio.store, studio.me, studio.other)
        let photo = try await studio.photo()
        let job = try await store.submit([studio.order(photo)], account: me)[0]
        let claim = try #require(try await store.claim([.picture], lease: 30))
        _ = try await store.finish(claim, with: try studio.result())
        let picture = try #require(try await store.job(job.id, account: me).picture)
        let shoot = try await store.addShoot(name: "S", look: Choices(), account: me)
        let product = try await store.addProduct(name: "P", sku: nil, account: me)
        let attempts: [() async throws -> Void] = [
            { _ = try await store.photo(photo.id, account: other) },
            { _ = try await store.edit(photo.id, PhotoEdits(type: .ring), account: other) },
            { _ = try await store.separate(photo.id, account: other) },
            { try await store.setTrashed(true, photo: photo.id, account: other) },
            { _ = try await store.submit([studio.order(photo)], account: other) },
            { _ = try await store.job(job.id, account: other) },
            { _ = try await store.cancel(job.id, account: other) },
            { _ = try await store.picture(picture, account: other) },
            { _ = try await store.update(picture: picture, favourite: true, tags: nil, account: other) },
            { try await store.setTrashed(true, picture: picture, account: other) },
            { _ = try await store.shoot(shoot.id, account: other) },
            { _ = try await store.update(shoot: shoot.id, name: "X", look: nil, photos: nil, account: other) },
            { _ = try await store.product(product.id, account: other) },
            { try await store.setProduct(nil, photo: photo.id, account: other) },
        ]
        for attempt in attempts { #expect(await StoreError.thrown(by: attempt) == .notFound) }
        #expect(try await store.events(after: 0, account: other).isEmpty)
        #expect(try await store.pictures(PictureQuery(), account: other).isEmpty)
    }

    @Test("Events come in order, and a listener resumes after the last that it saw", arguments: Implementation.allCases)
    func events(_ implementation: Implementation) async throws {
        let studio = try await rich(implementation)
        let photo = try await studio.photo()
        let seen = try await studio.store.lastSequence(account: studio.me)
        let job = try await studio.store.submit([studio.order(photo)], account: studio.me)[0]
        _ = try await studio.store.cancel(job.id, account: studio.me)
        let events = try await studio.store.events(after: seen, account: studio.me)
        #expect(events.map(\.kind) == [.job, .job])
        #expect(events.map(\.sequence) == events.map(\.sequence).sorted())
        #expect(events.last?.data.contains("cancelled") == true)
    }

    private func rich(_ implementation: Implementation) async throws -> TemporaryStudio {
        let studio = try await TemporaryStudio(implementation)
        try await studio.store.grant(nil, to: studio.me, reason: "house")
        try await studio.store.grant(nil, to: studio.other, reason: "house")
        return studio
    }
}
