package heddle.kernel.mail;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import heddle.kernel.problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds what is wrong with a tenant's own parts of a template before any mail is made of them. */
final class OverrideCheck {
    /** Ways past the escaping: three braces, an ampersand, and other delimiters, under which both would not be seen. */
    private static final Pattern UNSAFE = Pattern.compile("\\{\\{\\{|\\{\\{\\s*&|\\{\\{\\s*=");

    /** Sections within sections are walked on the stack. */
    private static final int MAX_TAGS = 300;

    private final String field;
    private final List<Fault> faults;

    private OverrideCheck(String field, List<Fault> faults) {
        this.field = field;
        this.faults = faults;
    }

    static List<Fault> faults(TemplateName name, Map<String, String> overrides) {
        List<Fault> faults = new ArrayList<>();
        overrides.forEach((word, text) -> {
            Part part =
                    Part.of(word).filter(p -> !name.isSms() || p == Part.TEXT).orElse(null);
            if (part == null) {
                String parts = name.isSms() ? "text" : "subject, html, text";
                faults.add(new Fault(word, "unknown_property", "A part of " + name.word() + " is one of " + parts));
            } else {
                new OverrideCheck(word, faults).check(part, text);
            }
        });
        return faults;
    }

    private void check(Part part, String text) {
        if (text.length() > part.most()) {
            fault("too_long", field + " may have " + part.most() + " characters at most");
            return;
        }
        if (text.split("\\{\\{", -1).length > MAX_TAGS) {
            fault("too_long", field + " may hold " + MAX_TAGS + " tags at most");
            return;
        }
        if (part == Part.SUBJECT && text.chars().anyMatch(Character::isISOControl)) {
            fault("invalid_format", "subject must be one line");
        }
        if (UNSAFE.matcher(text).find()) {
            fault(
                    "invalid_format",
                    "Write {{name}} with two braces: values are always escaped, and delimiters are fixed");
            return;
        }
        try {
            Template template = part.compile(text);
            template.visit(new Names());
        } catch (MustacheException e) {
            fault("invalid_format", field + " is not valid Mustache: " + e.getMessage());
        }
    }

    private void fault(String code, String message) {
        faults.add(new Fault(field, code, message));
    }

    /** Looks at every name that a template asks for. */
    private final class Names implements Mustache.Visitor {
        @Override
        public void visitText(String text) {
            // What is opened and never closed counts as text.
            if (text.contains("{{")) {
                fault("invalid_format", field + " opens {{ without closing it by }}");
            }
        }

        @Override
        public void visitVariable(String name) {
            known(name);
        }

        @Override
        public boolean visitInclude(String name) {
            fault("invalid_format", "{{>" + name + "}} cannot be used: a template stands alone");
            return false;
        }

        @Override
        public boolean visitSection(String name) {
            known(name);
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            known(name);
            return true;
        }

        private void known(String name) {
            if (!Variables.ALL.contains(name)) {
                fault(
                        "unknown_variable",
                        "{{" + name + "}} is not known; there are " + String.join(", ", Variables.ALL));
            }
        }
    }
}
