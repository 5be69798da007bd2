internal import Synchronization

/// The modelled ear of a body, made when a picture first shows one.
final class EarStore: Sendable {
    private let made = Mutex<EarSculpture?>(nil)

    func sculpture(_ assets: BodyAssets) throws(AnatomyError) -> EarSculpture {
        if let known = made.withLock({ $0 }) { return known }
        let new = try EarSculpture(assets: assets)
        made.withLock { $0 = new }
        return new
    }
}
