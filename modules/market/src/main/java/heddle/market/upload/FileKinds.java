package heddle.market.upload;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Tells what a file is by its first bytes. What its sender says counts only among kinds of plain text. */
final class FileKinds {
    private static final String UNKNOWN = "application/octet-stream";
    private static final String TEXT = "text/plain";
    private static final Set<String> TEXTS = Set.of(
            "text/plain", "text/csv", "text/markdown", "application/json", "application/x-ndjson", "application/yaml");

    /** Bytes at a place; a {@code ?} stands for any. */
    private record Mark(int at, String bytes, String contentType) {
        boolean fits(byte[] file) {
            if (file.length < at + bytes.length()) {
                return false;
            }
            for (int i = 0; i < bytes.length(); i++) {
                char wanted = bytes.charAt(i);
                if (wanted != '?' && wanted != (char) (file[at + i] & 0xff)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Mark> MARKS = List.of(
            new Mark(0, "\u0089PNG\r\n\u001a\n", "image/png"),
            new Mark(0, "\u00ff\u00d8\u00ff", "image/jpeg"),
            new Mark(0, "GIF87a", "image/gif"),
            new Mark(0, "GIF89a", "image/gif"),
            new Mark(0, "RIFF????WEBP", "image/webp"),
            new Mark(0, "RIFF????WAVE", "audio/wav"),
            new Mark(0, "RIFF????AVI ", "video/x-msvideo"),
            new Mark(4, "ftypavif", "image/avif"),
            new Mark(4, "ftypheic", "image/heic"),
            new Mark(4, "ftypqt", "video/quicktime"),
            new Mark(4, "ftyp", "video/mp4"),
            new Mark(0, "II*\u0000", "image/tiff"),
            new Mark(0, "MM\u0000*", "image/tiff"),
            new Mark(0, "%PDF-", "application/pdf"),
            new Mark(0, "PK\u0003\u0004", "application/zip"),
            new Mark(0, "PK\u0005\u0006", "application/zip"),
            new Mark(0, "\u001f\u008b", "application/gzip"),
            new Mark(0, "BZh", "application/x-bzip2"),
            new Mark(0, "\u00fd7zXZ\u0000", "application/x-xz"),
            new Mark(0, "7z\u00bc\u00af'\u001c", "application/x-7z-compressed"),
            new Mark(0, "(\u00b5/\u00fd", "application/zstd"),
            new Mark(257, "ustar", "application/x-tar"),
            new Mark(0, "ID3", "audio/mpeg"),
            new Mark(0, "OggS", "audio/ogg"),
            new Mark(0, "fLaC", "audio/flac"),
            new Mark(0, "\u001aE\u00df\u00a3", "video/webm"),
            new Mark(0, "\u007fELF", "application/x-executable"),
            new Mark(0, "SQLite format 3\u0000", "application/vnd.sqlite3"),
            new Mark(0, "wOF2", "font/woff2"));

    private FileKinds() {}

    /**
     * @param claimed media type that the sender gave, lower case, or an empty text
     */
    static String of(byte[] file, String claimed) {
        for (Mark mark : MARKS) {
            if (mark.fits(file)) {
                return mark.contentType();
            }
        }
        if (!isText(file)) {
            return UNKNOWN;
        }
        return TEXTS.contains(claimed) ? claimed : TEXT;
    }

    private static boolean isText(byte[] file) {
        for (byte b : file) {
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
