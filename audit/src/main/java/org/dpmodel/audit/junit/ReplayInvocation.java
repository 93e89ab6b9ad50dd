package org.dpmodel.audit.junit;

import java.util.List;
import org.dpmodel.audit.replay.Replay;
import org.dpmodel.audit.replay.ReplayRun;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/** One of the two calls of a test method; the second one checks the result, unless it has already failed. */
record ReplayInvocation(Replay replay, boolean isSecond)
        implements TestTemplateInvocationContext, ParameterResolver, AfterTestExecutionCallback {
    @Override
    public String getDisplayName(int invocationIndex) {
        return isSecond ? "replay" : "record";
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ReplayRun.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return isSecond ? replay.second() : replay.first();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (isSecond && context.getExecutionException().isEmpty()) {
            replay.report().requireKept();
        }
    }
}
