internal import COpenVINO
internal import Foundation

/// Why a trained network cannot be used. It is never the photo's fault.
public struct InferenceError: Error, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}

/// A trained network, compiled for this machine's processor.
///
/// Runs in float32 whatever the processor could do in less, so that a photo gives the same cutout everywhere.
///
/// `@unchecked`: the compiled network is never changed after opening, every run has a request of its own, and OpenVINO
/// lets several threads do so.
final class TrainedNetwork: @unchecked Sendable {
    private let network: ParureNetwork
    private let name: String

    /// - Parameters:
    ///   - model: an OpenVINO .xml file; its weights lie beside it as .bin.
    ///   - runtime: the folder of OpenVINO's libraries.
    init(model: URL, runtime: URL) throws(InferenceError) {
        name = model.lastPathComponent
        for file in [model, model.deletingPathExtension().appendingPathExtension("bin")] {
            guard FileManager.default.isReadableFile(atPath: file.path) else {
                throw InferenceError("\(file.path) is missing: this checkout does not hold that network.")
            }
        }
        guard FileManager.default.fileExists(atPath: runtime.path) else {
            throw InferenceError("\(runtime.path) is missing: run Scripts/setup.")
        }
        let (path, libraries) = (model.path, runtime.path)
        var opened: ParureNetwork?
        let message = Self.message { text, size in
            opened = parureNetworkOpen(libraries, path, 0, text, size)
        }
        guard let opened else { throw InferenceError("\(model.lastPathComponent): \(message).") }
        network = opened
    }

    deinit { parureNetworkClose(network) }

    /// Runs the network.
    ///
    /// - Parameter counts: how many numbers each output holds.
    func run(_ planes: NetworkPlanes, outputs counts: [Int]) throws(InferenceError) -> [[Float]] {
        let storage = counts.map { UnsafeMutableBufferPointer<Float>.allocate(capacity: $0) }
        defer { for buffer in storage { buffer.deallocate() } }
        let pointers = storage.map(\.baseAddress)
        var status: Int32 = 0
        let message = Self.message { text, size in
            status = planes.values.withUnsafeBufferPointer { input in
                parureNetworkRun(
                    network, input.baseAddress, NetworkPlanes.count, planes.height, planes.width, pointers, counts,
                    counts.count, text, size)
            }
        }
        guard status == 0 else { throw InferenceError("\(name): \(message).") }
        return storage.map(Array.init)
    }

    /// What the C side had to say.
    private static func message(_ body: (UnsafeMutablePointer<CChar>, Int) -> Void) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { text in
            text.initialize(repeating: 0)
            body(text.baseAddress!, text.count)
            return String(cString: text.baseAddress!)
        }
    }
}
