internal import Appraisal
internal import Foundation
internal import Imaging

/// Results for programs.
enum JSONOutput {
    static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }

    static func print(_ value: some Encodable) throws {
        FileHandle.standardOutput.write(try data(value))
    }

    /// Runs a command's work; a refusal or an unreadable photo is told as JSON too, then thrown on.
    ///
    /// - Parameters:
    ///   - isOn: whether standard output carries JSON.
    ///   - file: a report that is asked for, whatever happens.
    static func explainingRefusals<Result>(
        _ isOn: Bool, alsoTo file: OutputFile? = nil, _ work: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await work()
        } catch {
            let findings: [Finding]
            switch error {
            case let refusal as Refusal: findings = refusal.findings
            case let imaging as ImagingError where !imaging.isOfWriting: findings = [imaging.finding]
            default: throw error
            }
            let refused = Refused(findings: findings)
            if isOn { try print(refused) }
            if let file { try data(refused).write(to: file.url, options: .atomic) }
            throw error
        }
    }

    /// What stands in place of a result when a photo was refused or could not be read.
    struct Refused: Encodable {
        let verdict = PhotoCheck.Verdict.refuse
        let findings: [Finding]
    }
}
