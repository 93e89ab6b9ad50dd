package org.dpmodel.cli.report;

import java.util.List;

/**
 * A piece of HTML or SVG. Text enters it only through {@link #text} and {@link Attribute}, which escape it, so that
 * names of files and labels cannot become markup. Immutable.
 */
final class Html implements HtmlPart {
    static final Html NOTHING = new Html("");

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /** Text as a person reads it. */
    static Html text(String text) {
        return new Html(escaped(text));
    }

    /** Markup from a resource of this program, which contains nothing named by a user. */
    static Html ofResource(String markup) {
        return new Html(markup);
    }

    /** An attribute of the enclosing element. */
    static HtmlPart attribute(String name, String value) {
        return new Attribute(name, value);
    }

    /**
     * An element, with its end tag.
     *
     * @param name a constant of this program
     * @param parts attributes and content, in any order
     */
    static Html element(String name, HtmlPart... parts) {
        StringBuilder begin = new StringBuilder("<").append(name);
        StringBuilder content = new StringBuilder();
        for (HtmlPart part : parts) {
            if (part instanceof Attribute attribute) {
                begin.append(' ')
                        .append(attribute.name())
                        .append("=\"")
                        .append(escaped(attribute.value()))
                        .append('"');
            } else {
                content.append(part);
            }
        }
        return new Html(begin.append('>')
                .append(content)
                .append("</")
                .append(name)
                .append('>')
                .toString());
    }

    /** An element that has no end tag in HTML, such as {@code img}. */
    static Html single(String name, HtmlPart... attributes) {
        String whole = element(name, attributes).markup;
        return new Html(whole.substring(0, whole.length() - name.length() - "</>".length()));
    }

    /** An element that contains only text. */
    static Html element(String name, String text) {
        return element(name, text(text));
    }

    static Html all(List<Html> pieces) {
        StringBuilder all = new StringBuilder();
        pieces.forEach(piece -> all.append(piece.markup));
        return new Html(all.toString());
    }

    Html and(Html next) {
        return new Html(markup + next.markup);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public String toString() {
        return markup;
    }

    /** A name, which is a constant of this program, and a value, which may be anything. */
    record Attribute(String name, String value) implements HtmlPart {}
}
