internal import Appraisal
internal import ArgumentParser
internal import Foundation
internal import Imaging

/// What the process tells the shell.
enum ExitStatus: Int32 {
    case done = 0
    case ourFault = 1
    case wrongUsage = 2
    case refused = 3
    case unreadable = 4
    /// As shells count a process that a Ctrl-C ended.
    case interrupted = 130

    /// The status for an error that reached the top.
    init(_ error: any Error) {
        switch error {
        case is Refusal: self = .refused
        case is UnreadableFile: self = .unreadable
        case let error as ImagingError: self = error.isOfWriting ? .ourFault : .unreadable
        case is CancellationError: self = .interrupted
        case let code as ExitCode: self = ExitStatus(rawValue: code.rawValue) ?? .ourFault
        default:
            switch Parure.exitCode(for: error) {
            case .success: self = .done
            case .validationFailure: self = .wrongUsage
            default: self = .ourFault
            }
        }
    }

    /// Says what happened, on standard error unless it is help that was asked for, and ends the process.
    static func leave(with error: any Error) -> Never {
        let status = ExitStatus(error)
        switch error {
        case let refusal as Refusal:
            Terminal.complain("The photo was refused.")
            for finding in refusal.findings { Terminal.complain("  \(finding.message)\n    → \(finding.fix)") }
        case let unreadable as UnreadableFile: Terminal.complain(unreadable.description)
        case let imaging as ImagingError: Terminal.complain(imaging.description)
        case is CancellationError: Terminal.complain("Interrupted; nothing was written.")
        // What there was to say has been said.
        case is ExitCode: break
        default:
            let message = Parure.fullMessage(for: error)
            if status == .done { print(message) } else { Terminal.complain(message) }
        }
        fflush(nil)
        exit(status.rawValue)
    }
}

/// A file beside the photo (strokes) that is not there or says something else than it should.
struct UnreadableFile: Error, CustomStringConvertible {
    var path: String
    var reason: String

    var description: String { "\(path): \(reason)." }
}

extension ImagingError {
    var isOfWriting: Bool {
        if case .cannotWrite = self { true } else { false }
    }

    /// The same for programs that read JSON.
    var finding: Finding {
        Finding(
            .unreadable, .refuse, message: description,
            fix: "Send the photo as the camera made it: JPEG, PNG, WebP, TIFF, HEIC, AVIF or camera raw.")
    }
}
