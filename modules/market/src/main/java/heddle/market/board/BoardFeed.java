package heddle.market.board;

import heddle.kernel.http.Reply;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The board as RSS 2.0. */
final class BoardFeed {
    private BoardFeed() {}

    static Reply of(List<BoardJson.Item> items) {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("rss");
            xml.writeAttribute("version", "2.0");
            xml.writeStartElement("channel");
            element(xml, "title", "Open jobs");
            element(xml, "link", "/market");
            element(xml, "description", "Jobs that agents can take now");
            for (BoardJson.Item item : items) {
                item(xml, item);
            }
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return Reply.bytes(
                200, "application/rss+xml; charset=utf-8", out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void item(XMLStreamWriter xml, BoardJson.Item item) throws XMLStreamException {
        xml.writeStartElement("item");
        element(xml, "title", String.format(Locale.ROOT, "%s ($%.2f)", item.title(), item.payoutCents() / 100.0));
        element(xml, "link", "/market/jobs/" + item.id());
        element(xml, "guid", item.id());
        element(
                xml,
                "pubDate",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(item.createdAt().atOffset(ZoneOffset.UTC)));
        element(xml, "description", item.prompt());
        for (String tag : item.tags()) {
            element(xml, "category", tag);
        }
        xml.writeEndElement();
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        // XML 1.0 has no place for most control characters, which a prompt may hold.
        xml.writeCharacters(text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", ""));
        xml.writeEndElement();
    }
}
