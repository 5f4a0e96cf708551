package heddle.identity.saml;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an assertion says, once it was judged.
 *
 * @param id of the assertion, good once
 * @param nameId the provider's own name of the person
 * @param nameIdFormat as a URN, or an empty text
 * @param sessionUntil when the provider's session ends, or null when it does not say
 * @param attributes their values by name, and by friendly name where that is free
 */
record Statement(
        String id,
        String nameId,
        String nameIdFormat,
        @Nullable Instant sessionUntil,
        Map<String, List<String>> attributes) {}
