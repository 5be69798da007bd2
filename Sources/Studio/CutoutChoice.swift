public import Appraisal
public import Foundation

/// The ways to lift a piece off its photo.
public enum CutoutChoice: String, Sendable, CaseIterable {
    /// Colour models: what is smooth is the display.
    case colours
    /// A trained network finds the piece, colour models cut it out.
    case finder
    /// Trained networks find the piece and cut it out.
    case network

    /// What is used unasked.
    public static let standard = CutoutChoice.network

    /// - Throws: `InferenceError` when the networks or the library that runs them are missing or broken.
    public func method(folders: Folders) throws -> any CutoutMethod {
        switch self {
        case .colours: ColourModelCutout()
        case .finder:
            try NetworkCutout(
                weights: folders.cutoutWeights, runtime: folders.inferenceLibraries, edges: .colours)
        case .network:
            try NetworkCutout(
                weights: folders.cutoutWeights, runtime: folders.inferenceLibraries, edges: .matter)
        }
    }
}

extension Folders {
    /// The networks of the cutout.
    public var cutoutWeights: URL { assets.appending(path: "cutout") }
    /// The network that reads light.
    public var lightWeights: URL { assets.appending(path: "light") }
    /// OpenVINO's libraries, brought by set-up.
    public var inferenceLibraries: URL { root.appending(path: ".deps/openvino/lib") }
}
