package heddle.identity.mfa;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A QR code as an address that an image can have. Dark on white in either form, whatever the page's colours are. */
public final class QrCode {
    private static final int MARGIN = 4;
    private static final int PIXELS = 6;
    private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final BitMatrix modules;

    private QrCode(BitMatrix modules) {
        this.modules = modules;
    }

    public static QrCode of(String text) {
        Map<EncodeHintType, Object> hints = Map.of(
                EncodeHintType.MARGIN,
                MARGIN,
                EncodeHintType.ERROR_CORRECTION,
                ErrorCorrectionLevel.M,
                EncodeHintType.CHARACTER_SET,
                StandardCharsets.UTF_8.name());
        try {
            return new QrCode(new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints));
        } catch (WriterException e) {
            throw new IllegalArgumentException("Too long for a QR code", e);
        }
    }

    public String svgDataUrl() {
        return "data:image/svg+xml;base64,"
                + Base64.getEncoder().encodeToString(svg().getBytes(StandardCharsets.US_ASCII));
    }

    public String pngDataUrl() {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png());
    }

    /** One path; each run of dark modules in a row is one rectangle of it. */
    String svg() {
        int size = modules.getWidth();
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; ) {
                int run = 0;
                while (x + run < size && modules.get(x + run, y)) {
                    run++;
                }
                if (run > 0) {
                    path.append("M%d %dh%dv1h-%dz".formatted(x, y, run, run));
                }
                x += Math.max(1, run);
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
                        .formatted(size, size)
                + "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"%s\"/></svg>".formatted(size, size, path);
    }

    /** A picture of one bit per pixel. */
    byte[] png() {
        int side = modules.getWidth() * PIXELS;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataOutputStream header = new DataOutputStream(out)) {
            header.write(PNG_SIGNATURE);
            ByteArrayOutputStream facts = new ByteArrayOutputStream();
            DataOutputStream ihdr = new DataOutputStream(facts);
            ihdr.writeInt(side);
            ihdr.writeInt(side);
            // One bit deep, grey, and the only methods there are of compression, filter and order.
            ihdr.write(new byte[] {1, 0, 0, 0, 0});
            chunk(header, "IHDR", facts.toByteArray());
            chunk(header, "IDAT", pixels(side));
            chunk(header, "IEND", new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private byte[] pixels(int side) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream packed = new DeflaterOutputStream(out)) {
            for (int y = 0; y < side; y++) {
                byte[] row = new byte[1 + (side + 7) / 8];
                for (int x = 0; x < side; x++) {
                    if (!modules.get(x / PIXELS, y / PIXELS)) {
                        row[1 + x / 8] |= (byte) (0x80 >> x % 8);
                    }
                }
                packed.write(row);
            }
        }
        return out.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) sum.getValue());
    }
}
