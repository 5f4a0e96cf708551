package heddle.server.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes WebP pictures of one colour, as large as asked for and some bytes long. */
final class Webp {
    private static final int STILL = 0;

    private Webp() {}

    static byte[] lossless(int width, int height, int rgb) {
        return riff(chunk("VP8L", stream(width, height, rgb)));
    }

    /** One whose first header tells the size of the canvas, which is that of the picture in an honest file. */
    static byte[] extended(int canvasWidth, int canvasHeight, int width, int height) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        little(head, STILL, 4);
        little(head, canvasWidth - 1, 3);
        little(head, canvasHeight - 1, 3);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(chunk("VP8X", head.toByteArray()));
        both.writeBytes(chunk("VP8L", stream(width, height, 0xff2040)));
        return riff(both.toByteArray());
    }

    /** A lossless picture in which every code has one symbol only, so that no point takes a bit. */
    private static byte[] stream(int width, int height, int rgb) {
        Bits bits = new Bits();
        bits.put(0x2f, 8);
        bits.put(width - 1, 14);
        bits.put(height - 1, 14);
        bits.put(0, 1);
        bits.put(0, 3);
        bits.put(0, 3);
        for (int symbol : new int[] {(rgb >> 8) & 0xff, (rgb >> 16) & 0xff, rgb & 0xff, 0xff, 0}) {
            bits.put(1, 1);
            bits.put(0, 1);
            bits.put(1, 1);
            bits.put(symbol, 8);
        }
        return bits.bytes();
    }

    private static byte[] chunk(String name, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        little(out, body.length, 4);
        out.writeBytes(body);
        if (body.length % 2 == 1) {
            out.write(0);
        }
        return out.toByteArray();
    }

    private static byte[] riff(byte[] chunks) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(chunks);
        return chunk("RIFF", body.toByteArray());
    }

    private static void little(ByteArrayOutputStream out, int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write(value >> (8 * i));
        }
    }

    /** Bits, the lowest of a byte first. */
    private static final class Bits {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int held;
        private int count;

        void put(int value, int bits) {
            for (int i = 0; i < bits; i++) {
                held |= ((value >> i) & 1) << count;
                count++;
                if (count == 8) {
                    out.write(held);
                    held = 0;
                    count = 0;
                }
            }
        }

        byte[] bytes() {
            if (count > 0) {
                out.write(held);
                held = 0;
                count = 0;
            }
            return out.toByteArray();
        }
    }
}
