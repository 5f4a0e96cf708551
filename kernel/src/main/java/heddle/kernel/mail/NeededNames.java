package heddle.kernel.mail;

import com.samskivert.mustache.Mustache;
import java.util.Set;
import java.util.TreeSet;

/** Gathers the variables that stand outside of sections: a section is left out where its variable is missing. */
final class NeededNames implements Mustache.Visitor {
    private final Set<String> names = new TreeSet<>();

    Set<String> found() {
        return names;
    }

    @Override
    public void visitText(String text) {
        // Names nothing.
    }

    @Override
    public void visitVariable(String name) {
        names.add(name);
    }

    @Override
    public boolean visitInclude(String name) {
        return false;
    }

    @Override
    public boolean visitSection(String name) {
        return false;
    }

    @Override
    public boolean visitInvertedSection(String name) {
        return false;
    }
}
