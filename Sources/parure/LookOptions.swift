public import ArgumentParser
public import Plates
public import Studio
public import Wearing

/// How a picture looks: place, light, garment, skin and crop.
struct LookOptions: ParsableArguments {
    @Option(help: "Backdrop, light and garment that go together: \(Self.names(Look.self)).")
    var look: Look?

    @Option(help: "What is behind: \(Self.names(Setting.Place.self)).")
    var backdrop: Setting.Place?

    @Option(
        help: ArgumentHelp(
            "The mood of the light: \(Self.names(LightMood.self)).",
            discussion: "The side that it comes from is the photo's own: the piece keeps its light in every mood."))
    var light: LightMood?

    @Option(
        help: ArgumentHelp(
            "What is worn: \(Self.names(Style.Garment.self)).",
            discussion:
                "Jersey and shirt are sleeves for rings and bracelets, the others tops for necklaces and lifestyle pictures of earrings."
        ))
    var garment: Style.Garment?

    @Option(
        help: ArgumentHelp(
            "Retouch of the skin, 0 natural … 1 flawless.",
            discussion: "It evens redness, specks, veins and fine wrinkles; pores, gloss, folds and tone stay.",
            valueName: "0…1"))
    var retouch: Float = 0

    @Option(
        help: ArgumentHelp(
            "How close the camera goes: \(Self.names(Crop.self)).",
            discussion: "An earring's lifestyle picture shows the face, its eyes closed, and a top."))
    var crop = Crop.standard

    func validate() throws {
        guard (0...1).contains(retouch) else {
            throw ValidationError("--retouch must lie between 0, natural, and 1, flawless.")
        }
    }

    var style: Style {
        look.map { Style($0, backdrop: backdrop, light: light, garment: garment, retouch: retouch) }
            ?? Style(backdrop: backdrop, light: light, garment: garment, retouch: retouch)
    }

    private static func names<T: CaseIterable & RawRepresentable<String>>(_: T.Type) -> String {
        T.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

extension Look: ExpressibleByArgument {}
extension Setting.Place: ExpressibleByArgument {}
extension LightMood: ExpressibleByArgument {}
extension Style.Garment: ExpressibleByArgument {}
extension Crop: ExpressibleByArgument {}
