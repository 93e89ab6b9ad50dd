package org.dpmodel.accountant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigDecimal;

/**
 * JSON that contains a privacy cost, or from which one is computed. Duplicate fields and trailing content are refused,
 * and so are numbers that a double can represent only as 0 or infinity, since 1e-400 would be read as 0.
 */
public final class StrictJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(new HeldNumbers())
            .build();

    private StrictJson() {}

    /**
     * Reads one text.
     *
     * @param text a JSON value
     * @return its tree
     * @throws JsonProcessingException if it is not JSON, names a field twice or has content after its end
     * @throws IllegalArgumentException if a double cannot represent one of its numbers
     */
    public static JsonNode read(String text) throws JsonProcessingException {
        return MAPPER.reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(text);
    }

    /**
     * A mapper with the same rules, except that it allows trailing content.
     *
     * @return a copy, which may be configured further
     */
    public static ObjectMapper mapper() {
        return MAPPER.copy();
    }

    /** Converts decimal numbers to doubles, if these can represent them. */
    private static final class HeldNumbers extends JsonNodeFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public ValueNode numberNode(BigDecimal value) {
            double held = value.doubleValue();
            if (Double.isInfinite(held) || held == 0 && value.signum() != 0) {
                throw new IllegalArgumentException("a number must be 0, or from 5e-324 to 1.8e308 in size, found "
                        + value + ": a double would hold it as " + held);
            }
            return numberNode(held);
        }
    }
}
