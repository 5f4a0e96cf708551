package heddle.kernel.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes instants as RFC 3339 in UTC with milliseconds: {@code 2026-01-31T09:00:00.000Z}. */
public final class InstantText extends StdSerializer<Instant> {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    InstantText() {
        super(Instant.class);
    }

    public static String of(Instant instant) {
        return FORMAT.format(instant);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
        out.writeString(of(value));
    }
}
