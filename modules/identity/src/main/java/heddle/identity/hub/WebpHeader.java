package heddle.identity.hub;

import heddle.kernel.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a WebP says of its size, in every place where it says it. Its decoder makes room for the whole picture, and for
 * what the innermost header says, so that the sizes have to agree and be small before it is asked.
 */
record WebpHeader(int width, int height) {
    private static final int MAX_POINTS = 24_000_000;
    private static final int FIRST_CHUNK = 12;
    private static final int HEAD = 8;
    private static final int EXTENDED = fourcc("VP8X");
    private static final int LOSSY = fourcc("VP8 ");
    private static final int LOSSLESS = fourcc("VP8L");
    private static final int ANIMATED = 2;

    /**
     * Passes what may be decoded.
     *
     * @throws Problem 400 when it moves or is too large
     * @throws IOException when the sizes do not agree or are missing
     */
    static void require(byte[] upload) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(upload).order(ByteOrder.LITTLE_ENDIAN);
        WebpHeader canvas = null;
        int at = FIRST_CHUNK;
        while (at + HEAD <= upload.length) {
            int kind = in.getInt(at);
            long length = in.getInt(at + 4) & 0xffff_ffffL;
            int body = at + HEAD;
            if (length > upload.length - body) {
                throw new IOException("A chunk is cut");
            }
            if (kind == EXTENDED) {
                requireStill(in.get(body));
                canvas = small(new WebpHeader(threeBytes(in, body + 4) + 1, threeBytes(in, body + 7) + 1));
            } else if (kind == LOSSY || kind == LOSSLESS) {
                WebpHeader frame = small(kind == LOSSY ? lossy(in, body) : lossless(in, body));
                if (canvas != null && !canvas.equals(frame)) {
                    throw new IOException("The picture is not as large as its header says");
                }
                return;
            }
            at = Math.toIntExact(body + length + (length & 1));
        }
        throw new IOException("There is no picture in it");
    }

    private static WebpHeader lossy(ByteBuffer in, int body) throws IOException {
        boolean begins = (in.get(body + 3) & 0xff) == 0x9d && in.get(body + 4) == 0x01 && in.get(body + 5) == 0x2a;
        if (!begins) {
            throw new IOException("No key frame");
        }
        return new WebpHeader(in.getShort(body + 6) & 0x3fff, in.getShort(body + 8) & 0x3fff);
    }

    private static WebpHeader lossless(ByteBuffer in, int body) throws IOException {
        if (in.get(body) != 0x2f) {
            throw new IOException("No lossless picture");
        }
        int sizes = in.getInt(body + 1);
        return new WebpHeader((sizes & 0x3fff) + 1, ((sizes >>> 14) & 0x3fff) + 1);
    }

    private static void requireStill(byte flags) {
        if ((flags & ANIMATED) != 0) {
            throw Problem.invalid("file", "unsupported", "This WebP moves; send one that stands still");
        }
    }

    private static WebpHeader small(WebpHeader header) {
        boolean large = header.width > Pictures.MAX_SIDE
                || header.height > Pictures.MAX_SIDE
                || (long) header.width * header.height > MAX_POINTS;
        if (large) {
            throw Problem.invalid(
                    "file",
                    "too_large",
                    "A WebP may have at most " + MAX_POINTS / 1_000_000 + " million points, and " + Pictures.MAX_SIDE
                            + " a side");
        }
        return header;
    }

    private static int threeBytes(ByteBuffer in, int at) {
        return (in.getShort(at) & 0xffff) | ((in.get(at + 2) & 0xff) << 16);
    }

    private static int fourcc(String text) {
        int code = 0;
        for (int i = 3; i >= 0; i--) {
            code = (code << 8) | text.charAt(i);
        }
        return code;
    }

    /** Whether the first bytes are those of a WebP. */
    static boolean begins(byte[] upload) {
        return upload.length >= FIRST_CHUNK
                && Arrays.equals(upload, 0, 4, bytes("RIFF"), 0, 4)
                && Arrays.equals(upload, 8, FIRST_CHUNK, bytes("WEBP"), 0, 4);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
