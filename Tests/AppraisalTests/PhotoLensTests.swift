import Appraisal
import Imaging
import Testing

@Suite("Where a photo's camera stood") struct PhotoLensTests {
    /// A phone's photo: 26 mm on a full frame, 4000 × 3000 pixels.
    private func phone() -> PhotoMetadata {
        var metadata = PhotoMetadata(format: .jpeg, storedWidth: 4000, storedHeight: 3000, bitDepth: 8)
        metadata.focalLengthIn35mm = 26
        metadata.exposedSize = PhotoMetadata.ExposedSize(width: 4000, height: 3000)
        return metadata
    }

    @Test func `A lens of known angle and a pixel of known size tell the distance`() throws {
        let lens = try #require(PhotoLens(phone(), size: (4000, 3000)))
        // The diagonal of 36 × 24 mm is 43.27 mm: 26 mm are 3005 of 5000 pixels.
        let distance = try #require(lens.distance(millimetresPerPixel: 0.1, uncertainty: 0.02))
        #expect(abs(distance.millimetres - 300.5) < 1 && distance.source == .lens && distance.uncertainty < 0.1)
    }

    @Test func `A shop's smaller copy stands where the original did`() throws {
        let lens = try #require(PhotoLens(phone(), size: (1000, 750)))
        let distance = try #require(lens.distance(millimetresPerPixel: 0.4, uncertainty: 0.02))
        #expect(abs(distance.millimetres - 300.5) < 1)
    }

    @Test func `A crop has lost its lens, and the camera's own note remains`() throws {
        var metadata = phone()
        #expect(PhotoLens(metadata, size: (2000, 2000)) == nil)
        metadata.subjectDistance = 0.45
        let lens = try #require(PhotoLens(metadata, size: (2000, 2000)))
        let distance = try #require(lens.distance(millimetresPerPixel: 0.4, uncertainty: 0.02))
        #expect(distance == CameraDistance(millimetres: 450, uncertainty: 0.2, source: .focus))
    }

    @Test func `The sensor's density does where no equivalent is noted`() throws {
        var metadata = phone()
        metadata.focalLengthIn35mm = nil
        (metadata.focalLength, metadata.sensorPixelsPerMillimetre) = (60, 250)
        let lens = try #require(PhotoLens(metadata, size: (3000, 4000)))
        #expect(abs(try #require(lens.focalLengthPixels) - 15000) < 1)
    }

    @Test func `A file without camera data tells nothing, and a distance is snapped by ratio`() {
        let plain = PhotoMetadata(format: .png, storedWidth: 800, storedHeight: 600, bitDepth: 8)
        #expect(PhotoLens(plain, size: (800, 600)) == nil)
        let distance = CameraDistance(millimetres: 820, uncertainty: 0.1, source: .lens)
        #expect(distance.snapped(to: [620, 1150, 2000]).millimetres == 620)
    }
}
