package import Anatomy
package import Appraisal
internal import Foundation
internal import Geometry
package import Plates

/// Chooses the ear and the side from which it is seen, so that the lobe is seen as the photographed piece asks.
///
/// An earring's front faces where the lobe faces: its camera looks along the lobe's normal. A ring through the ear lies
/// in the plane of the hole and the vertical, and swings in it a little: its camera sees that plane as far open as the
/// photo does.
package struct EarringFit {
    let geometry: EarringGeometry

    /// The ear that is asked for, which an earring that fits only one does not get.
    let asked: EarSide?

    package init(_ geometry: EarringGeometry, asked: EarSide? = nil) {
        (self.geometry, self.asked) = (geometry, asked)
    }

    /// The earring that is worn, of `geometry.earrings`.
    package var index: Int {
        guard let asked, geometry.earrings.count == 2 else { return geometry.best }
        return asked == .right ? 0 : 1
    }

    package var earring: Earring { geometry.earrings[index] }

    /// The ear that wears the earring: where a hook's rear leg comes to lie behind the lobe; else the one that is asked for, or as a pair is worn by
    /// somebody who looks out of the photo.
    package var ear: EarSide {
        if let arch = earring.arch, arch.rearSide != 0 { return arch.rearSide < 0 ? .left : .right }
        if let asked { return asked }
        if geometry.earrings.count == 2 { return index == 0 ? .right : .left }
        return .left
    }

    /// Side of the photo on which the leg lies that goes behind the lobe: of a closed arch the one that comes to lie
    /// there.
    func rearSide(on ear: EarSide) -> Int {
        guard let arch = earring.arch, arch.width > 0 else { return 0 }
        return arch.rearSide != 0 ? arch.rearSide : ear == .left ? -1 : 1
    }

    /// How the lobe is looked at.
    package struct Look {
        package var view: EarView
        /// For a ring: from the direction in which the hole runs to the plane of the ring, degrees.
        package var swing: Float = 0
        /// For what goes through the hole: 1 where its front half is seen to the right of the hole, −1 to the left.
        package var frontSide: Float = 1
        /// Angle between the direction that the photo asks for and the camera's, degrees.
        package var offDegrees: Float = 0
    }

    /// A camera may leave the photographed direction by as much.
    package static let tolerance: Float = 15

    /// - Parameters:
    ///   - width: across the frame, millimetres.
    ///   - distance: from the lens to the lobe, millimetres.
    ///   - showsFace: whether the picture is a portrait.
    package func look(
        at lobe: Landmarks.EarLobe, width: Float, distance: Float = EarView.distances[1], showsFace: Bool = false
    ) -> Look {
        func view(_ yaw: Float) -> EarView {
            EarView(yawDegrees: yaw, width: width, distance: distance, showsFace: showsFace)
        }
        let facing = atan2(dot(lobe.normal, lobe.ahead), dot(lobe.normal, lobe.lateral)) * 180 / .pi
        // Toward the nape at the left ear is right in the picture, and left at the right ear.
        let nape: Float = lobe.side == .left ? 1 : -1
        guard let hoop = earring.hoop else {
            // A hook seen from its side wants to be looked at a little past the lobe's normal.
            let isOpen = earring.arch.map { $0.width > 0.3 * $0.depth } ?? false
            let aside: Float = isOpen ? 0.8 * Self.tolerance : 0
            let view = view(facing + aside)
            return Look(view: view, frontSide: nape, offDegrees: view.yawDegrees - facing)
        }
        let open = asin(min(hoop.openness, 1)) * 180 / .pi
        let candidates = [Float(1), -1].map { side in
            let wanted = facing + side * open
            let view = view(wanted)
            return Look(
                view: view, swing: view.yawDegrees - wanted, frontSide: side * nape,
                offDegrees: max(abs(view.yawDegrees - wanted) - Self.freeSwing, 0))
        }
        func cost(_ look: Look) -> Float {
            pow(look.swing / 20, 2) + pow((look.view.yawDegrees - 12) / 30, 2)
        }
        return candidates.min { cost($0) < cost($1) }!
    }

    /// Rings swing as far in their hole, degrees.
    static let freeSwing: Float = 35
}
