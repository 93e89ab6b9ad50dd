package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dpmodel.graph.type.OperatorCall;

/**
 * The labels of an Einstein sum, one for each axis, including those of an ellipsis.
 *
 * @param operands labels of each operand
 * @param result labels of the result
 */
record EinsumEquation(List<String> operands, String result) {
    /** Labels of axes that an ellipsis stands for, counted from the last; these are not letters, which equations use. */
    private static final String OF_ELLIPSIS = "9876543210";

    private static final String DOTS = "...";

    static EinsumEquation of(OperatorCall call) {
        String equation = call.attributes().text("equation", "").replace(" ", "");
        String[] sides = equation.split("->", -1);
        String[] given = sides[0].split(",", -1);
        call.require(
                sides.length <= 2 && given.length == call.inputs().size(),
                () -> "its equation must name the axes of each of its "
                        + call.inputs().size() + " operands, found \"" + equation + "\": export the model again");
        List<String> operands = new ArrayList<>();
        String dots = "";
        for (int i = 0; i < given.length; i++) {
            int free = call.input(i).shape().rank() - given[i].replace(DOTS, "").length();
            call.require(
                    given[i].contains(DOTS) ? free >= 0 && free <= OF_ELLIPSIS.length() : free == 0,
                    () -> "\"" + equation + "\" does not name the axes of " + call.inputs());
            String these = given[i].contains(DOTS) ? OF_ELLIPSIS.substring(OF_ELLIPSIS.length() - free) : "";
            dots = these.length() > dots.length() ? these : dots;
            operands.add(given[i].replace(DOTS, these));
        }
        String result = sides.length == 2 ? sides[1].replace(DOTS, dots) : dots + implied(operands);
        EinsumEquation parsed = new EinsumEquation(List.copyOf(operands), result);
        parsed.check(call, equation);
        return parsed;
    }

    /** If the equation has no result: the letters that occur once, in alphabetical order. */
    private static String implied(List<String> operands) {
        Map<Character, Integer> counts = new TreeMap<>();
        String.join("", operands)
                .chars()
                .filter(Character::isLetter)
                .forEach(c -> counts.merge((char) c, 1, Integer::sum));
        StringBuilder once = new StringBuilder();
        counts.forEach((label, count) -> {
            if (count == 1) {
                once.append(label);
            }
        });
        return once.toString();
    }

    private void check(OperatorCall call, String equation) {
        Map<Character, Long> sizes = new HashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            String labels = operands.get(i);
            requireDistinct(call, equation, labels);
            for (int axis = 0; axis < labels.length(); axis++) {
                long size = call.input(i).dim(axis);
                Long known = sizes.putIfAbsent(labels.charAt(axis), size);
                call.require(
                        known == null || known == size,
                        () -> "\"" + equation + "\" gives one label to axes of different sizes of " + call.inputs()
                                + ": expand them first");
            }
        }
        requireDistinct(call, equation, result);
        call.require(
                result.chars().allMatch(label -> sizes.containsKey((char) label)),
                () -> "the result of \"" + equation + "\" has a label that no operand has");
    }

    private static void requireDistinct(OperatorCall call, String equation, String labels) {
        call.require(
                labels.chars().distinct().count() == labels.length(),
                () -> "\"" + equation + "\" takes a diagonal, which has no derivative here: multiply by an identity"
                        + " matrix and sum");
    }

    String operand(int index) {
        return operands.get(index);
    }

    /** The labels of one text that also occur in another, in the order of the first. */
    static String both(String labels, String others) {
        StringBuilder found = new StringBuilder();
        labels.chars().filter(label -> others.indexOf(label) >= 0).forEach(label -> found.append((char) label));
        return found.toString();
    }

    /** The labels of one text that do not occur in another. */
    static String without(String labels, String others) {
        StringBuilder found = new StringBuilder();
        labels.chars().filter(label -> others.indexOf(label) < 0).forEach(label -> found.append((char) label));
        return found.toString();
    }
}
