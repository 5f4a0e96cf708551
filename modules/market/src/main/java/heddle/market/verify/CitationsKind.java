package heddle.market.verify;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import heddle.kernel.http.Cidr;
import heddle.kernel.outbound.OutboundFailed;
import heddle.kernel.outbound.OutboundRefused;
import heddle.kernel.outbound.OutboundRequest;
import heddle.kernel.outbound.RedirectedTooOften;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code citations}: the output cites at least {@code min} URLs, all of them of domains in {@code allow} where the plan names
 * some, and each leads somewhere. One that is gone or may not be called is a no; a server that does not answer, answers that
 * something is wrong with itself or with being asked by a program, or leads round and round whoever keeps no cookies, leaves
 * the question open.
 */
final class CitationsKind implements Kind {
    private static final int MOST = 25;
    private static final int MOST_DOMAINS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Up to white space and marks that no address has as they are, the quotation marks of many languages among them. */
    private static final Pattern URL =
            Pattern.compile("(?i)https?://[^\\s<>\"'`{}|\\\\^\\[\\]“”„‘’‚«»‹›「」『』（）【】《》。、，；：！？]+");

    private static final Pattern AFTER = Pattern.compile("[.,;:!?*_~…]+$");
    private static final Pattern DOMAIN = Pattern.compile("(?i)[a-z0-9-]+(\\.[a-z0-9-]+)*");
    /** What servers say to programs that they take for unwelcome, or when they are busy. */
    private static final Set<Integer> SAYS_NOTHING = Set.of(401, 402, 403, 407, 408, 425, 429, 451);

    private final WebCalls web;

    CitationsKind(WebCalls web) {
        this.web = web;
    }

    @Override
    public void check(Spec spec) {
        int min = min(spec);
        if (min < 1 || min > MOST) {
            spec.refuse("min", "out_of_range", "min must be a whole number from 1 to " + MOST);
        }
        allowed(spec).stream()
                .filter(domain -> !DOMAIN.matches(domain))
                .findFirst()
                .ifPresent(domain -> spec.refuse(
                        "allow", "invalid_format", "allow holds domains such as example.org, not " + domain));
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        List<String> cited = cited(subject.text());
        if (cited.size() < min(spec)) {
            return Finding.failed("The output cites " + cited.size() + " URLs of at least " + min(spec), null);
        }
        if (cited.size() > MOST) {
            return Finding.failed("The output cites more than " + MOST + " URLs, which are too many to look up", null);
        }
        Round round = new Round(web, allowed(spec));
        List<Finding> open = new ArrayList<>();
        for (String url : cited) {
            Finding finding = round.look(url);
            if (finding.state() == Verdict.State.OK && !finding.passed()) {
                return finding;
            }
            if (finding.state() != Verdict.State.OK) {
                open.add(finding);
            }
        }
        if (open.isEmpty()) {
            return Finding.passed("All " + cited.size() + " URLs lead somewhere");
        }
        String madeUp = round.madeUp();
        return madeUp == null ? open.getFirst() : Finding.failed("A citation names a host that is nowhere", madeUp);
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.NETWORK;
    }

    /** In the order of the text, each once, without what punctuation the sentence puts behind them. */
    static List<String> cited(String text) {
        Set<String> out = new LinkedHashSet<>();
        Matcher url = URL.matcher(text);
        int from = 0;
        while (url.find(from)) {
            from = end(text, url.start(), url.end());
            out.add(AFTER.matcher(text.substring(url.start(), from)).replaceAll(""));
        }
        return List.copyOf(out);
    }

    /** A bracket that is opened and closed within belongs to the URL, any other to the sentence around it. */
    private static int end(String text, int start, int end) {
        int depth = 0;
        int opened = start;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '(' && depth++ == 0) {
                opened = i;
            } else if (c == ')' && --depth < 0) {
                return i;
            }
        }
        return depth == 0 ? end : opened;
    }

    private static int min(Spec spec) {
        return spec.count("min", 1, MOST);
    }

    private static List<String> allowed(Spec spec) {
        return spec.has("allow") ? spec.texts("allow", MOST_DOMAINS, 253) : List.of();
    }

    /** One look at all citations of an output. */
    private static final class Round {
        private final WebCalls web;
        private final List<String> domains;
        private boolean namesAreFound;
        private @Nullable String nameless;

        Round(WebCalls web, List<String> domains) {
            this.web = web;
            this.domains = domains;
        }

        /**
         * A URL whose host has no address, where other names have one; alone it may be our own looking up of names that
         * does not work. Null where there is none.
         */
        @Nullable
        String madeUp() {
            return namesAreFound ? nameless : null;
        }

        Finding look(String url) {
            URI uri = WebCalls.uri(url);
            if (uri == null) {
                return Finding.failed("A citation is not a URL", url);
            }
            if (!domains.isEmpty() && domains.stream().noneMatch(domain -> within(uri, domain))) {
                return Finding.failed("A citation is not of an allowed domain", url);
            }
            try {
                return judged(url, status(uri));
            } catch (OutboundRefused refused) {
                return Finding.failed("A citation may not be called: " + refused.getMessage(), url);
            } catch (RedirectedTooOften astray) {
                return Finding.error(url + " leads to no page: " + astray.getMessage());
            } catch (OutboundFailed away) {
                if (away.getCause() instanceof UnknownHostException) {
                    nameless = url;
                }
                return Finding.error(url + " gave no answer: " + away.getMessage());
            }
        }

        private static Finding judged(String url, int status) {
            if (status / 100 == 2) {
                return Finding.passed("It is there");
            }
            return status >= 500 || SAYS_NOTHING.contains(status)
                    ? Finding.error(url + " answers with status " + status + ", which says nothing of what is there")
                    : Finding.failed("A citation leads nowhere: status " + status, url);
        }

        /** Of {@code HEAD}, which spares both sides the text; where that is not well, of {@code GET}. */
        private int status(URI uri) {
            int brief = web.once(OutboundRequest.of("HEAD", uri, new byte[0]).timeout(PATIENCE))
                    .status();
            namesAreFound = namesAreFound || !Cidr.isAddress(uri.getHost().replaceAll("[\\[\\]]", ""));
            return brief / 100 == 2
                    ? brief
                    : web.once(OutboundRequest.get(uri).timeout(PATIENCE)).status();
        }

        private static boolean within(URI uri, String domain) {
            String host = uri.getHost().toLowerCase(Locale.ROOT);
            String wanted = domain.toLowerCase(Locale.ROOT);
            return host.equals(wanted) || host.endsWith("." + wanted);
        }
    }
}
