package org.dpmodel.audit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A training test under record and replay: it runs twice, with and without one record, and fails if a step reveals more
 * of that record than it is charged for. The method takes a {@link org.dpmodel.audit.replay.ReplayRun}, and its two
 * calls run one after the other, even if JUnit runs tests in parallel:
 *
 * <pre>
 * &#64;ReplayTest
 * void trainsPrivately(ReplayRun run) {
 *     Dataset dataset = run.dataset(patients(), 17);
 *     try (DPModel model = myBuilder()
 *             .optimizer(run.optimizer(Optimizers.sgd(0.1)))
 *             .seed(1)
 *             .build()) {
 *         model.train(1, dataset, List.of(run.callback()));
 *     }
 * }
 * </pre>
 */
@Documented
@TestTemplate
@ExtendWith(ReplayExtension.class)
@Execution(ExecutionMode.SAME_THREAD)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ReplayTest {}
