internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Imaging
internal import NIOCore
internal import NIOHTTPTypes

/// A request's body up to a size, piece by piece; beyond it, 413.
struct LimitedBody: AsyncSequence {
    typealias Element = ByteBuffer
    let body: RequestBody
    let limit: Int

    struct AsyncIterator: AsyncIteratorProtocol {
        var body: RequestBody.AsyncIterator
        var left: Int
        let limit: Int

        mutating func next() async throws -> ByteBuffer? {
            guard let piece = try await body.next() else { return nil }
            left -= piece.readableBytes
            guard left >= 0 else { throw Problem.tooLarge }
            return piece
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(body: body.makeAsyncIterator(), left: limit, limit: limit)
    }
}

extension Problem {
    static let tooLarge = Problem(
        .contentTooLarge, "tooLarge",
        "The photo is larger than \(Workbench.uploadLimits.megabytes) MB.",
        "Send the JPEG of the camera, or a smaller copy.")

    static func quota(gigabytes: Int) -> Problem {
        Problem(
            HTTPResponse.Status.noRoom, "quota",
            "Your photos take the \(gigabytes) GB that there are for them, so this one was not kept.",
            "Put photos that you do not need any more into the trash, then send it again.")
    }

    static let diskFull = Problem(
        HTTPResponse.Status.noRoom, "diskFull", "There is no room for more photos on this studio's disk.",
        "Empty the trash or free some space, then send it again.")
}

/// Answers `Expect: 100-continue` at once, or a client would wait for it before it sends a photo (RFC 9110, 10.1.1).
final class ContinueHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data),
            head.headerFields[.expect]?.lowercased() == "100-continue"
        {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        context.fireChannelRead(data)
    }
}
