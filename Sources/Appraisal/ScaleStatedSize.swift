internal import Foundation

/// A size that the seller states, from which a photo's scale follows.
public enum StatedSize: Sendable, Hashable, Codable {
    /// The whole length of a necklace's longest chain, clasp included, millimetres.
    case chainLength(millimetres: Float)
    /// A ring's inner diameter, millimetres.
    case ringInnerDiameter(millimetres: Float)
    /// A bracelet's length round its inside, clasp included, millimetres.
    case braceletLength(millimetres: Float)
    /// An earring's whole height, its hook included, millimetres.
    case earringHeight(millimetres: Float)

    /// Lengths of chains that are sold: chokers of 250 mm to ropes of 1500 mm.
    public static let chainLengthRange: ClosedRange<Float> = 250...1500
    /// Inner diameters of finger rings, millimetres.
    public static let ringDiameterRange: ClosedRange<Float> = 11...25

    /// Inner lengths of bracelets, cuffs and bangles, millimetres.
    public static let braceletLengthRange: ClosedRange<Float> = 130...245

    /// A bracelet's inner length in millimetres.
    ///
    /// - Throws: `StatedSizeError.outOfRange` beyond `braceletLengthRange`.
    public static func bracelet(millimetres: Float) throws(StatedSizeError) -> StatedSize {
        guard braceletLengthRange.contains(millimetres) else {
            throw .outOfRange(String(format: "%g mm", millimetres), "a bracelet measures 130 to 245 mm inside")
        }
        return .braceletLength(millimetres: millimetres)
    }

    /// Heights of earrings: studs of 2 mm to shoulder dusters.
    public static let earringHeightRange: ClosedRange<Float> = 2...200

    /// An earring's height in millimetres.
    ///
    /// - Throws: `StatedSizeError.outOfRange` beyond `earringHeightRange`.
    public static func earring(millimetres: Float) throws(StatedSizeError) -> StatedSize {
        guard earringHeightRange.contains(millimetres) else {
            throw .outOfRange(
                String(format: "%g mm", millimetres), "an earring measures 2 to 200 mm from top to bottom")
        }
        return .earringHeight(millimetres: millimetres)
    }

    /// A chain's length in millimetres.
    ///
    /// - Throws: `StatedSizeError.outOfRange` beyond `chainLengthRange`.
    public static func chain(millimetres: Float) throws(StatedSizeError) -> StatedSize {
        guard chainLengthRange.contains(millimetres) else {
            throw .outOfRange(String(format: "%g mm", millimetres), "a chain measures 250 to 1500 mm")
        }
        return .chainLength(millimetres: millimetres)
    }

    /// The length of a chain or, where it is too short for a neck, of a bracelet.
    ///
    /// - Throws: `StatedSizeError.outOfRange` where it is neither's.
    public static func length(millimetres: Float) throws(StatedSizeError) -> StatedSize {
        if braceletLengthRange.contains(millimetres) { return .braceletLength(millimetres: millimetres) }
        guard chainLengthRange.contains(millimetres) else {
            throw .outOfRange(
                String(format: "%g mm", millimetres), "a bracelet measures 130 to 245 mm inside, a chain 250 to 1500 mm"
            )
        }
        return .chainLength(millimetres: millimetres)
    }

    /// A ring size as sellers write it.
    ///
    /// | written | means |
    /// |---|---|
    /// | `7`, `6.5`, `6 1/2`, `6½`, `US 7` | United States: inner diameter 11.63 mm + 0.8128 mm a size |
    /// | `N`, `N½`, `N 1/2`, `UK N`, `Z+1` | United Kingdom: inner circumference 37.8 mm at A + 1.25 mm a letter |
    /// | `54`, `EU 54`, `ISO 54` | ISO 8653: inner circumference in millimetres |
    /// | `17.3 mm`, `54 mm` | inner diameter (up to 30 mm) or circumference in millimetres |
    ///
    /// - Throws: `StatedSizeError` that says what is wrong.
    public static func ring(_ text: String) throws(StatedSizeError) -> StatedSize {
        var rest = text.trimmingCharacters(in: .whitespaces).uppercased()
        guard !rest.isEmpty else { throw .empty }
        var system: String?
        for prefix in ["US", "UK", "EU", "ISO"] where rest.hasPrefix(prefix) {
            system = prefix
            rest = String(rest.dropFirst(prefix.count)).trimmingCharacters(in: CharacterSet(charactersIn: " :-"))
        }
        let diameter: Float
        if system == nil, rest.hasSuffix("MM") {
            guard let value = number(rest.dropLast(2)) else { throw .notASize(text) }
            diameter = value > 30 ? value / .pi : value
        } else if system == "UK" || (system == nil && rest.first?.isLetter == true) {
            guard let steps = lettersAboveA(rest) else { throw .notASize(text) }
            diameter = (37.8 + 1.25 * steps) / .pi
        } else {
            guard let value = number(rest[...]) else { throw .notASize(text) }
            switch system ?? (value <= 16 ? "US" : "EU") {
            case "US": diameter = 11.63 + 0.8128 * value
            default:
                // A bare 17.3 is a diameter in some shops and no size in others.
                if system == nil, value < 34 { throw .ambiguous(text) }
                diameter = value / .pi
            }
        }
        guard ringDiameterRange.contains(diameter) else {
            throw .outOfRange(text, "a finger ring measures 11 to 25 mm inside")
        }
        return .ringInnerDiameter(millimetres: diameter)
    }

    /// A decimal number with an optional fraction: `6.5`, `6,5`, `6 1/2`, `6½`.
    private static func number(_ text: Substring) -> Float? {
        var (rest, fraction) = splitFraction(text)
        rest = rest.trimmingCharacters(in: .whitespaces)
        guard rest.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }) else { return nil }
        guard let whole = Float(rest.replacingOccurrences(of: ",", with: ".")), whole.isFinite else { return nil }
        return whole + fraction
    }

    /// British letters above A with halves; beyond Z sizes go on as Z+1 to Z+6.
    private static func lettersAboveA(_ text: String) -> Float? {
        let (rest, fraction) = splitFraction(text[...])
        let letters = rest.trimmingCharacters(in: .whitespaces)
        guard let first = letters.unicodeScalars.first, ("A"..."Z").contains(first) else { return nil }
        let steps = Float(first.value - Unicode.Scalar("A").value) + fraction
        let tail = letters.dropFirst().replacingOccurrences(of: " ", with: "")
        if tail.isEmpty { return steps }
        guard first == "Z", tail.hasPrefix("+"), let more = Float(tail.dropFirst()), (1...6).contains(more) else {
            return nil
        }
        return steps + more
    }

    private static func splitFraction(_ text: Substring) -> (rest: String, fraction: Float) {
        let fractions: [(String, Float)] = [
            ("¼", 0.25), ("½", 0.5), ("¾", 0.75), ("1/4", 0.25), ("1/2", 0.5), ("3/4", 0.75),
        ]
        for (sign, value) in fractions where text.hasSuffix(sign) {
            return (String(text.dropLast(sign.count)), value)
        }
        return (String(text), 0)
    }
}

/// A stated size that cannot be used, and why.
public enum StatedSizeError: Error, Sendable, Hashable, CustomStringConvertible {
    case empty
    case notASize(String)
    /// The text, and what the range is.
    case outOfRange(String, String)
    case ambiguous(String)

    public var description: String {
        switch self {
        case .empty: "The size is empty. Write for example 7, N½, EU 54 or 17.3 mm."
        case .notASize(let text): "«\(text)» is not a ring size. Write for example 7, N½, EU 54 or 17.3 mm."
        case .outOfRange(let text, let range): "«\(text)» is out of range: \(range)."
        case .ambiguous(let text):
            "«\(text)» could mean several sizes. Write «\(text) mm» for the inner diameter, or US, UK or EU before it."
        }
    }
}
