internal import Foundation
package import Geometry

/// A camera's axes in body space on a grid of 2.5° in yaw, pitch and roll, so that pieces that were photographed alike
/// share their plates: what is left of the turn in the picture is the piece's, what is left of the others is not seen.
package struct SnappedView {
    package let right, down, forward: Vector3
    /// From the snapped picture to the asked one, clockwise, degrees.
    package let remainingTurn: Float

    static let step: Float = 2.5

    /// - Parameters: unit vectors to the picture's right, down and away from the lens.
    package init(right: Vector3, down: Vector3, forward: Vector3) {
        let yaw = Self.snapped(atan2(forward.x, -forward.z))
        let pitch = Self.snapped(asin(min(max(forward.y, -1), 1)))
        let along = Vector3(sin(yaw) * cos(pitch), sin(pitch), -cos(yaw) * cos(pitch))
        // Level at that yaw and pitch; also where it looks straight up or down.
        let level = Vector3(cos(yaw), 0, sin(yaw))
        let upright = cross(along, level)
        let roll = Self.snapped(atan2(dot(right, upright), dot(right, level)))
        let across = level * cos(roll) + upright * sin(roll)
        (self.right, self.down, self.forward) = (across, cross(along, across), along)
        remainingTurn = atan2(dot(right, self.down), dot(right, across)) * 180 / .pi
    }

    private static func snapped(_ radians: Float) -> Float {
        (radians * 180 / .pi / step).rounded() * step * .pi / 180
    }
}

/// What is seen along axes of its own: right and down in the picture, and away from the lens.
protocol SeenAlongAxes {
    var right: Vector3 { get set }
    var down: Vector3 { get set }
    var forward: Vector3 { get set }
}

extension SeenAlongAxes {
    /// Puts the axes on the grid.
    ///
    /// - Returns: the turn that remains in the picture, clockwise, degrees.
    mutating func snapView() -> Float {
        let view = SnappedView(right: right, down: down, forward: forward)
        (right, down, forward) = (view.right, view.down, view.forward)
        return view.remainingTurn
    }
}

extension RingFit.Candidate: SeenAlongAxes {}
extension BraceletFit.Candidate: SeenAlongAxes {}
