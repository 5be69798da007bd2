public import Wearing

/// Shape of a picture, width to height.
public enum Aspect: String, Sendable, Codable, CaseIterable {
    case square = "1:1"
    case fourToFive = "4:5"
    case threeToFour = "3:4"
    case twoToThree = "2:3"
    case fourToThree = "4:3"
    case sixteenToNine = "16:9"
    case nineToSixteen = "9:16"

    /// Width and height in lowest terms.
    public var terms: (width: Int, height: Int) {
        let parts = rawValue.split(separator: ":").map { Int($0)! }
        return (parts[0], parts[1])
    }
}

/// Size of a picture.
public enum Resolution: String, Sendable, Codable, CaseIterable {
    /// The shorter side is 1024 pixels.
    case oneK = "1K"
    /// The shorter side is 2048 pixels.
    case twoK = "2K"
    /// The longer side is 4096 pixels.
    case fourK = "4K"

    /// The frame of an aspect at this resolution, sides rounded to even numbers of pixels.
    public func framing(_ aspect: Aspect) -> Framing {
        let (w, h) = aspect.terms
        switch self {
        case .oneK: return Self.framing(w, h, side: 1024, of: min(w, h))
        case .twoK: return Self.framing(w, h, side: 2048, of: min(w, h))
        case .fourK: return Self.framing(w, h, side: 4096, of: max(w, h))
        }
    }

    /// The frame of an aspect whose longer side has a number of pixels.
    public static func framing(_ aspect: Aspect, longerSide: Int) -> Framing {
        let (w, h) = aspect.terms
        return framing(w, h, side: longerSide, of: max(w, h))
    }

    private static func framing(_ w: Int, _ h: Int, side: Int, of term: Int) -> Framing {
        func scaled(_ n: Int) -> Int { (n * side + term) / (2 * term) * 2 }
        return Framing(width: scaled(w), height: scaled(h))
    }
}
