package org.dpmodel.engine.onnxruntime.cann;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that need an ONNX Runtime with the CANN provider, and CANN's libraries or their test double. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCann.Condition.class)
public @interface NeedsCann {
    /** Says once for each class that it is skipped, and how it is not. */
    final class Condition implements ExecutionCondition {
        /** For JUnit. */
        public Condition() {}

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (CannHome.named().isPresent() && CannDouble.folder().isPresent()) {
                return ConditionEvaluationResult.enabled("the wheel and the double are named");
            }
            String reason = "SKIPPED: " + context.getRequiredTestClass().getSimpleName()
                    + ", no CANN provider is named; run ci/cann.sh, which fetches the wheel and builds the double";
            if (context.getTestMethod().isEmpty()) {
                System.err.println(reason);
            }
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
