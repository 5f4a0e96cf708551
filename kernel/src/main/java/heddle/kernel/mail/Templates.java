package heddle.kernel.mail;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import heddle.kernel.outbox.OutMessage;
import heddle.kernel.problem.Fault;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The texts of the mails and SMS that Heddle sends by itself, each in parts: {@code subject}, {@code html} and {@code
 * text}. They are Mustache without logic; a tenant may replace any part.
 *
 * <p>Variables: {@code url token code user.name brand_name expires title body}.
 */
public final class Templates {
    /** A text made ready; {@code html} is null and {@code subject} empty for an SMS. */
    public record Content(String subject, @Nullable String html, String text) {

        /** The same as a message to one person: a mail, or an SMS where the template is one. */
        public OutMessage to(String realm, String recipient) {
            return subject.isEmpty() && html == null
                    ? OutMessage.sms(realm, recipient, text)
                    : OutMessage.email(realm, recipient, subject, html, text);
        }
    }

    /** The five that HTML needs; the library's own would also break {@code ?token=} up for whoever reads the source. */
    private static final Mustache.Escaper IN_HTML = Escapers.simple(new String[][] {
        {"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"},
    });

    private final Map<TemplateName, Map<Part, Template>> presets = new EnumMap<>(TemplateName.class);

    public Templates() {
        for (TemplateName name : TemplateName.values()) {
            Map<Part, Template> parts = new EnumMap<>(Part.class);
            PresetTexts.of(name).forEach((part, text) -> parts.put(part, part.compile(text)));
            presets.put(name, parts);
        }
    }

    /**
     * Fills a template in. A part that a tenant replaced and that cannot be filled in gives way to Heddle's own: nobody
     * waits in vain for a link because of a brace.
     *
     * @param values by variable, e.g. {@code url} and {@code user.name}; those not given are empty
     * @param overrides the tenant's own parts by word, e.g. {@code subject}
     */
    public Content render(TemplateName name, Map<String, String> values, Map<String, String> overrides) {
        Map<String, Object> context = Variables.context(values);
        String text = part(name, Part.TEXT, context, overrides);
        if (name.isSms()) {
            return new Content("", null, text);
        }
        String subject = part(name, Part.SUBJECT, context, overrides)
                .replaceAll("[\\p{Cntrl}\u2028\u2029]+", " ")
                .strip();
        return new Content(subject, part(name, Part.HTML, context, overrides), text);
    }

    private String part(TemplateName name, Part part, Map<String, Object> context, Map<String, String> overrides) {
        String own = overrides.get(part.word());
        if (own != null && !own.isBlank()) {
            try {
                return part.compile(own).execute(context);
            } catch (MustacheException e) {
                return preset(name, part).execute(context);
            }
        }
        return preset(name, part).execute(context);
    }

    /** Heddle's own text of a part, for a tenant to begin with. */
    public Map<String, String> preset(TemplateName name) {
        Map<String, String> words = new LinkedHashMap<>();
        PresetTexts.of(name).forEach((part, text) -> words.put(part.word(), text));
        return words;
    }

    /** What is wrong with a tenant's own parts, to be told when they are saved; fields are the parts' words. */
    public static List<Fault> check(TemplateName name, Map<String, String> overrides) {
        return OverrideCheck.faults(name, overrides);
    }

    /** What a template, with a tenant's own parts, cannot do without: variables outside of every section. */
    public Set<String> needed(TemplateName name, Map<String, String> overrides) {
        NeededNames names = new NeededNames();
        for (Part part : name.isSms() ? List.of(Part.TEXT) : List.of(Part.values())) {
            String own = overrides.getOrDefault(part.word(), "");
            boolean usable = !own.isBlank()
                    && OverrideCheck.faults(name, Map.of(part.word(), own)).isEmpty();
            (usable ? part.compile(own) : preset(name, part)).visit(names);
        }
        return names.found();
    }

    /** Every variable that a template may name. */
    public static List<String> variables() {
        return Variables.ALL;
    }

    private Template preset(TemplateName name, Part part) {
        Template template = presets.getOrDefault(name, Map.of()).get(part);
        if (template == null) {
            throw new IllegalStateException("No " + part.word() + " of " + name.word());
        }
        return template;
    }

    /** Mustache with our rules: what is not given is empty, there are no partials. */
    static Mustache.Compiler compiler(boolean html) {
        return Mustache.compiler()
                .withEscaper(html ? IN_HTML : Escapers.NONE)
                .defaultValue("")
                .emptyStringIsFalse(true)
                .withLoader(partial -> {
                    throw new MustacheException("Partials cannot be used here");
                });
    }
}
