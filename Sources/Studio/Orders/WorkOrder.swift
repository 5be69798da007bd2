public import Anatomy
public import Appraisal
public import Foundation

/// What a child process is told, as one line of JSON on its standard input.
///
/// The child works in a scratch folder of its own, says how far it is as lines of JSON on its standard output, and
/// ends with one line that is its result. It never sees the database.
public struct WorkOrder: Sendable, Codable {
    public enum Task: Sendable, Codable {
        /// Decode an upload; nothing else is ever done with its bytes in that process.
        case inspect
        case job(JobWork)
        /// A small picture of somebody who is being made, as a type of piece is worn.
        case preview(Person, PieceType)
        /// The piece alone on a ground.
        case packShot(PackShot)
        case export([ExportItem], preset: ExportPreset)
    }

    public var task: Task
    /// The file that it is about: an upload or a photo.
    public var input: URL?
    /// An empty folder that the child may fill.
    public var scratch: URL

    public init(_ task: Task, input: URL?, scratch: URL) {
        (self.task, self.input, self.scratch) = (task, input, scratch)
    }
}

/// One line of what a child says.
public enum WorkMessage: Sendable, Codable {
    case progress(stage: String, share: Double)
    /// A small picture of what is being made lies in the scratch folder.
    case sketched
    case inspected(Inspection)
    case read(PhotoReading)
    case made(PictureMade)
    /// Whatever was made was thrown away.
    case rehearsed
    /// Files in the scratch folder, with the names that they are to be given out by.
    case wrote([WrittenFile])
    case failed(JobFailure)
}

/// What an upload turned out to be.
public struct Inspection: Sendable, Codable, Hashable {
    public var mediaType: String
    /// Of the upright photo, pixels.
    public var width, height: Int

    public init(mediaType: String, width: Int, height: Int) {
        (self.mediaType, self.width, self.height) = (mediaType, width, height)
    }
}

public struct WrittenFile: Sendable, Codable, Hashable {
    /// Its name in the scratch folder.
    public var file: String
    public var mediaType: String
    /// Its name for people.
    public var name: String

    public init(file: String, mediaType: String, name: String) {
        (self.file, self.mediaType, self.name) = (file, mediaType, name)
    }
}

/// A finished picture's facts.
public struct PictureMade: Sendable, Codable {
    public var width, height: Int
    /// The integrity report as `wear --report` writes it.
    public var report: Data

    public init(width: Int, height: Int, report: Data) {
        (self.width, self.height, self.report) = (width, height, report)
    }
}

/// Names of the files that workers leave in their scratch folders.
public enum WorkFile {
    public static let picture = "picture.png"
    public static let preview = "preview.jpg"
    public static let thumbnail = "thumbnail.jpg"
    public static let sketch = "sketch.jpg"
    public static let layer = "layer.png"
    public static let cutout = "cutout.png"
    public static let corrected = "corrected.jpg"
}

/// The piece alone, on a ground, with or without a soft shadow.
public struct PackShot: Sendable, Codable, Hashable {
    public enum Ground: Sendable, Hashable {
        case transparent
        case colour(red: UInt8, green: UInt8, blue: UInt8)
    }
    public enum Shadow: String, Sendable, Codable, CaseIterable { case soft, none }

    public var background: String
    public var shadow: Shadow

    public init(background: String = "white", shadow: Shadow = .soft) {
        (self.background, self.shadow) = (background, shadow)
    }

    /// `white`, `transparent` or `#rrggbb`; nil for anything else.
    public var ground: Ground? {
        switch background {
        case "white": return .colour(red: 255, green: 255, blue: 255)
        case "transparent": return .transparent
        default:
            let digits = background.dropFirst()
            guard background.hasPrefix("#"), digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit),
                let value = UInt32(digits, radix: 16)
            else { return nil }
            return .colour(
                red: UInt8(value >> 16), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
        }
    }
}
