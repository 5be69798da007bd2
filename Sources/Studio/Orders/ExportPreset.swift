public import Foundation
public import Imaging

/// What a shop wants of a picture.
public struct ExportPreset: Sendable, Codable, Hashable {
    public var id: String
    public var name: String
    /// What it does, for the seller.
    public var words: String
    public var format: ImageFormat
    /// Pixels of the longer side at most; nil keeps the picture's own size. Never enlarged.
    public var longerSide: Int?
    /// Width over height. The picture is cut to it as far as the piece keeps room about it, and padded with its own edge
    /// colour to the rest; nil leaves the shape.
    public var aspect: Double?
    /// 1…100.
    public var quality: Int
    /// Whether the seller's own photo comes first.
    public var originalFirst: Bool
    /// What its rules ask to be told beside the picture.
    public var disclosure: String?

    public init(
        id: String, name: String, words: String, format: ImageFormat, longerSide: Int? = nil, aspect: Double? = nil,
        quality: Int = 92,
        originalFirst: Bool = false, disclosure: String? = nil
    ) {
        (self.id, self.name, self.words) = (id, name, words)
        (self.format, self.longerSide) = (format, longerSide)
        (self.aspect, self.quality, self.originalFirst) = (aspect, quality, originalFirst)
        self.disclosure = disclosure
    }

    public static let all: [ExportPreset] = [
        ExportPreset(
            id: "shopify", name: "Shopify",
            words: "Square: cut to it where the piece keeps room, padded where it does not.",
            format: .jpeg, longerSide: 2048, aspect: 1, quality: 92),
        ExportPreset(
            id: "etsy", name: "Etsy",
            words: "Your original photo first, with the disclosure that Etsy's rules ask for.",
            format: .jpeg, longerSide: 3000, aspect: 4.0 / 3, quality: 92, originalFirst: true,
            disclosure:
                "The first picture is my own photograph of the piece. The others show the same photographed piece on a model who was made with a computer."
        ),
        ExportPreset(
            id: "amazon", name: "Amazon", words: "Square. The main picture there must be a pack shot on white.",
            format: .jpeg, longerSide: 2560, aspect: 1, quality: 95),
        ExportPreset(
            id: "instagram", name: "Instagram", words: "4 : 5.", format: .jpeg, longerSide: 1350, aspect: 0.8,
            quality: 90),
        ExportPreset(
            id: "plain", name: "As it is", words: "Every pixel, with its profile.", format: .png),
        ExportPreset(id: "jpeg", name: "JPEG", words: "Full size.", format: .jpeg, quality: 95),
        ExportPreset(id: "webp", name: "WebP", words: "Full size, for the web.", format: .webP, quality: 90),
        ExportPreset(id: "avif", name: "AVIF", words: "Full size, smallest.", format: .avif, quality: 75),
        ExportPreset(id: "tiff", name: "TIFF", words: "Full size, 16 bits, for print.", format: .tiff),
    ]

    public static func named(_ id: String) -> ExportPreset? { all.first { $0.id == id } }
}

/// One picture to give out.
public struct ExportItem: Sendable, Codable, Hashable {
    /// The finished picture.
    public var picture: URL
    /// The seller's photo, for shops that want it first.
    public var original: URL?
    /// The product's SKU or the photo's name.
    public var sku: String
    public var model: String
    public var number: Int
    public var altText: String
    /// What the piece takes up of the picture, as `WearReport.box`; nil allows no cut.
    public var box: [Double]?

    public init(
        picture: URL, original: URL?, sku: String, model: String, number: Int, altText: String, box: [Double]? = nil
    ) {
        (self.picture, self.original, self.sku) = (picture, original, sku)
        (self.model, self.number, self.altText, self.box) = (model, number, altText, box)
    }

    /// `{sku}_{model}_{n}` without anything that a file system or a shop would stumble on.
    public var fileName: String { [sku, model, "\(number)"].map(Self.safe).joined(separator: "_") }

    /// A text with nothing but ASCII letters, digits and hyphens, 1 to 60 of them.
    public static func safe(_ text: String) -> String {
        let plain = text.folding(options: .diacriticInsensitive, locale: nil)
        let kept = String(plain.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" })
        let trimmed = kept.trimmingCharacters(in: CharacterSet(charactersIn: "-")).prefix(60)
        return trimmed.isEmpty ? "piece" : String(trimmed)
    }
}

/// What a picture file says about itself.
public enum PictureMetadata {
    /// An XMP packet with the IPTC digital source type of a composite with synthetic parts, and alt text. No place, no
    /// person's name: nothing that was not written here is in the file.
    public static func xmp(altText: String) -> String {
        """
        <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
         xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
        <Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic</Iptc4xmpExt:DigitalSourceType>
        <Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">\(escaped(altText))</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
        <xmp:CreatorTool>Parure</xmp:CreatorTool>
        </rdf:Description></rdf:RDF></x:xmpmeta>
        <?xpacket end="w"?>
        """
    }

    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            // XML 1.0 has no place for control characters.
            case _ where scalar.value < 0x20: out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
