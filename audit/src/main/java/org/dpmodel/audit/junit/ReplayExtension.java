package org.dpmodel.audit.junit;

import java.util.stream.Stream;
import org.dpmodel.audit.replay.Replay;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Runs methods with {@link ReplayTest} twice. */
public final class ReplayExtension implements TestTemplateInvocationContextProvider {
    /** Created by JUnit. */
    public ReplayExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getTestMethod()
                .filter(method -> method.isAnnotationPresent(ReplayTest.class))
                .isPresent();
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Replay replay = new Replay();
        return Stream.of(new ReplayInvocation(replay, false), new ReplayInvocation(replay, true));
    }
}
