public import Foundation

/// Writes files that appear whole or not at all.
public enum AtomicFile {
    /// Writes to a temporary file in the same folder, flushes it to the disk and renames it into place.
    ///
    /// - Throws: ``ImagingError/cannotWrite(file:reason:)``; the destination is then as it was.
    public static func write(_ bytes: UnsafeRawBufferPointer, to url: URL) throws(ImagingError) {
        try write(to: url) { writer in writer.append(bytes) }
    }

    /// Writes data; see ``write(_:to:)``.
    public static func write(_ data: [UInt8], to url: URL) throws(ImagingError) {
        try write(to: url) { writer in data.withUnsafeBytes { writer.append($0) } }
    }

    /// Takes the bytes of a file in order; a failure is kept and told in the end.
    struct Writer: ~Copyable {
        fileprivate let descriptor: Int32
        fileprivate var errorNumber: Int32?
        /// Bytes so far.
        private(set) var count = 0

        fileprivate init(descriptor: Int32) { self.descriptor = descriptor }

        mutating func append(_ bytes: UnsafeRawBufferPointer) {
            var rest = bytes[...]
            while errorNumber == nil && !rest.isEmpty {
                let n = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if n < 0 && errno == EINTR { continue }
                guard n > 0 else {
                    errorNumber = errno
                    return
                }
                rest = rest.dropFirst(n)
            }
            count += bytes.count
        }
    }

    /// Writes a file whose bytes come piece by piece.
    static func write(to url: URL, _ body: (inout Writer) -> Void) throws(ImagingError) {
        let file = url.relativePath
        let folder = url.deletingLastPathComponent().path
        var path = Array("\(folder)/.\(url.lastPathComponent).XXXXXX".utf8CString)
        let descriptor = path.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
        guard descriptor >= 0 else { throw .cannotWrite(file: file, reason: systemReason(errno, folder)) }

        var writer = Writer(descriptor: descriptor)
        body(&writer)
        var failure = writer.errorNumber
        if failure == nil && (fchmod(descriptor, 0o644) != 0 || fsync(descriptor) != 0) { failure = errno }
        if close(descriptor) != 0 && failure == nil { failure = errno }
        if failure == nil && rename(path, url.path) != 0 { failure = errno }
        if let failure {
            unlink(path)
            throw .cannotWrite(file: file, reason: systemReason(failure, folder))
        }
        // The rename itself must survive a power cut, too.
        let directory = open(folder, O_RDONLY)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
    }

    private static func systemReason(_ number: Int32, _ folder: String) -> String {
        switch number {
        case ENOENT: "the folder \(folder) does not exist"
        case EACCES, EPERM, EROFS: "the folder \(folder) may not be written to"
        case ENOSPC, EDQUOT: "the disk is full"
        case EISDIR: "a folder of that name exists"
        default: String(cString: strerror(number))
        }
    }
}
