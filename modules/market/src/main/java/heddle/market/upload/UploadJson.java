package heddle.market.upload;

/** Wire records of uploads. */
final class UploadJson {
    private UploadJson() {}

    /** @param url holds for ten minutes; {@code GET /api/uploads/{id}} gives the file again later */
    record View(String id, String name, long size, String contentType, String sha256, String url) {}

    static View of(Upload u, String url) {
        return new View(u.id(), u.name(), u.size(), u.contentType(), u.sha256(), url);
    }
}
