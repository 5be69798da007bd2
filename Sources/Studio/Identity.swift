/// Whose a row is. Every row of the database has one, and every call that reads or writes rows takes one.
public struct AccountID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }

    /// The one seller of a studio on their own machine.
    public static let owner = AccountID(rawValue: "owner")
}

/// Names of things: short, opaque, safe in URLs and file names.
public enum Identifier {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")

    /// Sixteen characters, 80 random bits of the system's generator.
    public static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<16).map { _ in alphabet[Int(generator.next() & 31)] })
    }

    /// Whether a text from outside can be an identifier at all: 1 to 64 of `a–z`, `0–9` and `-`.
    public static func isPlausible(_ text: some StringProtocol) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}
