public import Foundation

/// Writes files that appear whole or not at all.
public enum AtomicFile {
    /// Writes to a temporary file in the same folder, flushes it to the disk and renames it into place.
    ///
    /// - Throws: ``ImagingError/cannotWrite(file:reason:)``; the destination is then as it was.
    public static func write(_ bytes: UnsafeRawBufferPointer, to url: URL) throws(ImagingError) {
        let file = url.relativePath
        let folder = url.deletingLastPathComponent().path
        var path = Array("\(folder)/.\(url.lastPathComponent).XXXXXX".utf8CString)
        let descriptor = path.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
        guard descriptor >= 0 else { throw .cannotWrite(file: file, reason: systemReason(folder)) }

        var failed = !writeAll(bytes, to: descriptor) || fchmod(descriptor, 0o644) != 0 || fsync(descriptor) != 0
        failed = close(descriptor) != 0 || failed
        failed = failed || rename(path, url.path) != 0
        guard !failed else {
            let reason = systemReason(folder)
            unlink(path)
            throw .cannotWrite(file: file, reason: reason)
        }
        // The rename itself must survive a power cut, too.
        let directory = open(folder, O_RDONLY)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
    }

    /// Writes data; see ``write(_:to:)``.
    public static func write(_ data: [UInt8], to url: URL) throws(ImagingError) {
        try data.withUnsafeBytes { bytes in Result { () throws(ImagingError) in try write(bytes, to: url) } }.get()
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let n = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if n < 0 && errno == EINTR { continue }
            guard n > 0 else { return false }
            rest = rest.dropFirst(n)
        }
        return true
    }

    private static func systemReason(_ folder: String) -> String {
        switch errno {
        case ENOENT: "the folder \(folder) does not exist"
        case EACCES, EPERM, EROFS: "the folder \(folder) may not be written to"
        case ENOSPC, EDQUOT: "the disk is full"
        case EISDIR: "a folder of that name exists"
        default: String(cString: strerror(errno))
        }
    }
}
