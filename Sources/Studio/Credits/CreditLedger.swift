public import Foundation

/// Credits that came in together and run out together.
public struct CreditLot: Sendable, Codable, Hashable {
    public var id: String
    /// What is left of it; nil is without end.
    public var remaining: Int?
    /// When the rest is lost; nil is never.
    public var expiresAt: Date?

    public init(id: String, remaining: Int?, expiresAt: Date? = nil) {
        (self.id, self.remaining, self.expiresAt) = (id, remaining, expiresAt)
    }
}

/// The part of a price that one lot pays.
public struct CreditDraw: Sendable, Codable, Hashable {
    public var lot: String
    public var credits: Int

    public init(lot: String, credits: Int) { (self.lot, self.credits) = (lot, credits) }
}

/// Why credits do not move.
public enum LedgerError: Error, Sendable, Hashable {
    case notEnough(price: Int, available: Int)
    /// The job is not one that was paid for.
    case nothingToRefund
    case alreadyRefunded
}

/// How credits are spent. A ledger is only ever added to; what an account has follows from its entries.
public enum LedgerRules {
    /// Which lots pay a price: those that expire first, first; those that never do, last.
    ///
    /// - Parameter now: lots that have expired by then pay nothing.
    /// - Throws: `LedgerError.notEnough`.
    public static func draws(
        for price: Int, from lots: [CreditLot], at now: Date
    ) throws(LedgerError) -> [CreditDraw] {
        precondition(price >= 0, "a price is not negative")
        let valid = lots.filter { ($0.expiresAt ?? .distantFuture) > now }.sorted {
            ($0.expiresAt ?? .distantFuture, $0.remaining == nil ? 1 : 0, $0.id)
                < ($1.expiresAt ?? .distantFuture, $1.remaining == nil ? 1 : 0, $1.id)
        }
        var (rest, draws) = (price, [CreditDraw]())
        for lot in valid where rest > 0 {
            let share = min(rest, lot.remaining ?? rest)
            guard share > 0 else { continue }
            draws.append(CreditDraw(lot: lot.id, credits: share))
            rest -= share
        }
        guard rest == 0 else { throw .notEnough(price: price, available: price - rest) }
        return draws
    }

    /// What an account can spend; nil is without end.
    public static func balance(of lots: [CreditLot], at now: Date) -> Int? {
        var sum = 0
        for lot in lots where (lot.expiresAt ?? .distantFuture) > now {
            guard let remaining = lot.remaining else { return nil }
            sum += remaining
        }
        return sum
    }
}

/// One line of an account's ledger, as a seller reads it.
public struct LedgerEntry: Sendable, Codable, Hashable {
    public enum Kind: String, Sendable, Codable { case grant, reserve, capture, release, refund }

    public var at: Date
    public var kind: Kind
    /// What it changes of what can be spent: a reservation takes, a release and a refund give back, a capture nothing.
    /// Nil is a grant without end.
    public var credits: Int?
    public var job: String?
    public var reason: String?

    public init(at: Date, kind: Kind, credits: Int?, job: String? = nil, reason: String? = nil) {
        (self.at, self.kind, self.credits, self.job, self.reason) = (at, kind, credits, job, reason)
    }
}
