package heddle.identity.hub;

import heddle.kernel.problem.Problem;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Makes a small square JPEG of a JPEG, PNG or WebP; nothing else of the file is kept. */
final class Pictures {
    static final int SIDE = 512;
    static final int MAX_SIDE = 12_000;

    private Pictures() {}

    /**
     * @throws Problem 400 when it is no JPEG, PNG or WebP, or cannot be read
     */
    static byte[] square(byte[] upload) {
        requireKnown(upload);
        try {
            if (WebpHeader.begins(upload)) {
                WebpHeader.require(upload);
            }
            return jpeg(scaled(read(upload), Orientation.of(upload)));
        } catch (IOException
                | ArithmeticException
                | IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException
                | NegativeArraySizeException e) {
            throw Problem.invalid("file", "invalid_format", "This picture is broken; save it anew and try again");
        }
    }

    /** The first bytes say what a file is; its name and its declared type may say anything. */
    private static void requireKnown(byte[] upload) {
        boolean jpeg = begins(upload, 0xff, 0xd8, 0xff);
        boolean png = begins(upload, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
        if (!jpeg && !png && !WebpHeader.begins(upload)) {
            throw Problem.invalid("file", "invalid_format", "file must be a JPEG, PNG or WebP picture");
        }
    }

    private static boolean begins(byte[] upload, int... bytes) {
        if (upload.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((upload[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads every n-th point only of a large picture, so that a small file cannot unfold into gigabytes. */
    private static BufferedImage read(byte[] upload) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(upload))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException("No reader");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if (width > MAX_SIDE || height > MAX_SIDE) {
                    throw Problem.invalid(
                            "file", "too_large", "The picture may have at most " + MAX_SIDE + " points a side");
                }
                ImageReadParam every = reader.getDefaultReadParam();
                int step = Math.max(1, Math.min(width, height) / (2 * SIDE));
                every.setSourceSubsampling(step, step, 0, 0);
                return reader.read(0, every);
            } finally {
                reader.dispose();
            }
        }
    }

    /** The middle square, upright, on white where the picture is transparent. */
    private static BufferedImage scaled(BufferedImage picture, int orientation) {
        int side = Math.min(picture.getWidth(), picture.getHeight());
        int left = (picture.getWidth() - side) / 2;
        int top = (picture.getHeight() - side) / 2;
        BufferedImage out = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = out.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        canvas.setColor(Objects.requireNonNull(Color.WHITE));
        canvas.fillRect(0, 0, SIDE, SIDE);
        canvas.transform(Orientation.upright(orientation, SIDE));
        canvas.drawImage(picture, 0, 0, SIDE, SIDE, left, top, left + side, top + side, null);
        canvas.dispose();
        return out;
    }

    private static byte[] jpeg(BufferedImage picture) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        if (!ImageIO.write(picture, "jpeg", out)) {
            throw new IOException("No writer");
        }
        return out.toByteArray();
    }
}
