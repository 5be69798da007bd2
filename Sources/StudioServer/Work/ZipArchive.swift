package import Foundation
internal import Imaging

/// A ZIP archive of files that are compressed already: stored, not deflated (PKWARE APPNOTE 6.3.3, sections 4.3 to 4.4).
package enum ZipArchive {
    /// Files beyond four gigabytes would need the format's extension.
    struct TooLarge: Error {}

    /// - Parameter files: name in the archive and where the file lies; a name that comes twice gets a number.
    package static func write(_ files: [(name: String, file: URL)], to url: URL) throws {
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let archive = try FileHandle(forWritingTo: url)
        defer { try? archive.close() }
        var (directory, offset, names) = (Data(), 0, Set<String>())
        for (wanted, file) in files {
            let name = unique(wanted, among: &names)
            let content = try Data(contentsOf: file, options: .mappedIfSafe)
            guard content.count < 0xFFFF_FFFF, offset < 0xFFFF_FFFF - content.count else { throw TooLarge() }
            // Version 2.0, names in UTF-8, stored; 1 January 1980, so that the same files make the same archive.
            var common = Data()
            common.append(le16: 20, 1 << 11, 0, 0, 33)
            common.append(le32: CRC32.of(content), UInt32(content.count), UInt32(content.count))
            common.append(le16: UInt16(name.utf8.count), 0)
            var header = Data()
            header.append(le32: 0x0403_4b50)
            header += common + Data(name.utf8)
            try archive.write(contentsOf: header)
            try archive.write(contentsOf: content)
            directory.append(le32: 0x0201_4b50)
            directory.append(le16: 20)
            directory += common
            directory.append(le16: 0, 0, 0)
            directory.append(le32: 0, UInt32(offset))
            directory += Data(name.utf8)
            offset += header.count + content.count
        }
        var end = Data()
        end.append(le32: 0x0605_4b50)
        end.append(le16: 0, 0, UInt16(files.count), UInt16(files.count))
        end.append(le32: UInt32(directory.count), UInt32(offset))
        end.append(le16: 0)
        try archive.write(contentsOf: directory + end)
    }

    private static func unique(_ name: String, among names: inout Set<String>) -> String {
        var (candidate, n) = (name, 2)
        let (stem, ext) = ((name as NSString).deletingPathExtension, (name as NSString).pathExtension)
        while !names.insert(candidate).inserted {
            candidate = "\(stem)-\(n).\(ext)"
            n += 1
        }
        return candidate
    }
}

extension Data {
    fileprivate mutating func append(le16 values: UInt16...) {
        for value in values { Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) } }
    }
    fileprivate mutating func append(le32 values: UInt32...) {
        for value in values { Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) } }
    }
}
