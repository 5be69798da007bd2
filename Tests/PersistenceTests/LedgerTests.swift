import Foundation
import Persistence
import Studio
import Testing

@Suite("Credits", .serialized)
struct LedgerTests {
    @Test(
        "A picture's price is set aside when it is ordered, and taken once when it exists",
        arguments: Implementation.allCases)
    func capture(_ implementation: Implementation) async throws {
        let studio = try await TemporaryStudio(implementation)
        let (store, me) = (studio.store, studio.me)
        try await store.grant(10, to: me, reason: "welcome")
        let photo = try await studio.photo()
        _ = try await store.submit([studio.order(photo)], account: me)
        #expect(try await store.balance(of: me) == 6)
        let claim = try #require(try await store.claim([.picture], lease: 30))
        let result = try studio.result()
        #expect(try await store.finish(claim, with: result))
        #expect(try await store.balance(of: me) == 6)
        #expect(try await !store.finish(claim, with: result), "a second finish changes nothing")
        #expect(try await !store.fail(claim, .lost))
        #expect(try await store.entries(of: me, limit: 10).map(\.kind) == [.capture, .reserve, .grant])
        try await studio.expectAgreement()
    }

    @Test("Failed and cancelled work costs nothing", arguments: Implementation.allCases)
    func release(_ implementation: Implementation) async throws {
        let studio = try await TemporaryStudio(implementation)
        let (store, me) = (studio.store, studio.me)
        try await store.grant(8, to: me, reason: "welcome")
        let photo = try await studio.photo()
        let jobs = try await store.submit([studio.order(photo, seed: 1), studio.order(photo, seed: 2)], account: me)
        #expect(try await store.balance(of: me) == 0)
        _ = try await store.cancel(jobs[0].id, account: me)
        let claim = try #require(try await store.claim([.picture], lease: 30))
        #expect(claim.job == jobs[1].id)
        #expect(try await store.fail(claim, JobFailure(code: "refused", message: "Blurred.", advice: "Again.")))
        #expect(try await store.balance(of: me) == 8)
        #expect(try await store.job(jobs[1].id, account: me).error?.message == "Blurred.")
        try await studio.expectAgreement()
    }

    @Test("Without enough credits nothing is ordered, not even a part", arguments: Implementation.allCases)
    func notEnough(_ implementation: Implementation) async throws {
        let studio = try await TemporaryStudio(implementation)
        let (store, me) = (studio.store, studio.me)
        try await store.grant(7, to: me, reason: "welcome")
        let photo = try await studio.photo()
        await #expect(throws: LedgerError.notEnough(price: 4, available: 3)) {
            try await store.submit([studio.order(photo, seed: 1), studio.order(photo, seed: 2)], account: me)
        }
        #expect(try await store.jobs(account: me, states: [.queued]).isEmpty)
        #expect(try await store.balance(of: me) == 7)
    }

    @Test(
        "Credits that run out first are spent first, and an expired lot pays nothing",
        arguments: Implementation.allCases)
    func expiry(_ implementation: Implementation) async throws {
        let studio = try await TemporaryStudio(implementation)
        let (store, me) = (studio.store, studio.me)
        try await store.grant(3, to: me, reason: "late", expiresAt: Date().addingTimeInterval(9000))
        try await store.grant(3, to: me, reason: "soon", expiresAt: Date().addingTimeInterval(1))
        let photo = try await studio.photo()
        _ = try await store.submit([studio.order(photo)], account: me)
        #expect(try await store.balance(of: me) == 2)
        try await Task.sleep(for: .seconds(1.1))
        #expect(try await store.balance(of: me) == 2, "three of the four came from the lot that has expired since")
    }

    @Test("A picture that cannot be used is paid back once, by an entry of its own", arguments: Implementation.allCases)
    func refund(_ implementation: Implementation) async throws {
        let studio = try await TemporaryStudio(implementation)
        let (store, me) = (studio.store, studio.me)
        try await store.grant(4, to: me, reason: "welcome")
        let photo = try await studio.photo()
        let job = try await store.submit([studio.order(photo)], account: me)[0]
        await #expect(throws: LedgerError.nothingToRefund) {
            try await store.refund(job: job.id, account: me, reason: "floating")
        }
        let claim = try #require(try await store.claim([.picture], lease: 30))
        _ = try await store.finish(claim, with: try studio.result())
        await #expect(throws: LedgerError.nothingToRefund) {
            try await store.refund(job: job.id, account: studio.other, reason: "floating")
        }
        try await store.refund(job: job.id, account: me, reason: "floating")
        #expect(try await store.balance(of: me) == 4)
        await #expect(throws: LedgerError.alreadyRefunded) {
            try await store.refund(job: job.id, account: me, reason: "floating")
        }
        #expect(try await store.entries(of: me, limit: 10).first?.reason == "floating")
        try await studio.expectAgreement()
    }

    @Test("The studio's own account is not limited, and every entry is written", arguments: Implementation.allCases)
    func unlimited(_ implementation: Implementation) async throws {
        let studio = try await TemporaryStudio(implementation)
        let (store, me) = (studio.store, studio.me)
        try await store.grant(nil, to: me, reason: "house")
        let photo = try await studio.photo()
        _ = try await store.submit((1...50).map { studio.order(photo, seed: $0) }, account: me)
        #expect(try await store.balance(of: me) == nil)
        #expect(try await store.entries(of: me, limit: 100).count { $0.kind == .reserve } == 50)
        try await studio.expectAgreement()
    }

    @Test("Orders that race for the last credits never spend them twice", arguments: Implementation.allCases)
    func race(_ implementation: Implementation) async throws {
        let studio = try await TemporaryStudio(implementation)
        try await studio.store.grant(20, to: studio.me, reason: "welcome")
        let photo = try await studio.photo()
        let ordered = await withTaskGroup(of: Bool.self) { group in
            for seed in 1...20 {
                group.addTask {
                    (try? await studio.store.submit([studio.order(photo, seed: UInt64(seed))], account: studio.me))
                        != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(ordered == 5)
        #expect(try await studio.store.balance(of: studio.me) == 0)
        try await studio.expectAgreement()
    }
}
