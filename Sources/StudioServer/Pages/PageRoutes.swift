internal import Foundation
internal import Hummingbird
internal import Persistence
internal import Studio

extension StudioRoutes {
    func addPages() {}
}
