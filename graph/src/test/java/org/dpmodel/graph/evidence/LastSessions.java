package org.dpmodel.graph.evidence;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayDeque;
import java.util.Deque;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.onnx.OnnxFormat;

/** The sessions of the last models that ONNX Runtime has run, since tests run one model many times; for one thread at a time. */
final class LastSessions {
    /** As many as a test takes turns with. */
    private static final int KEPT = 2;

    private record Kept(OnnxModel model, OrtSession session) {}

    private final Deque<Kept> kept = new ArrayDeque<>();

    /** The session of this very model. It stays open until other models have followed: do not close it. */
    @SuppressWarnings("ReferenceEquality") // equal values would be found by comparing whole graphs
    synchronized OrtSession of(OnnxModel model) throws OrtException {
        for (Kept last : kept) {
            if (last.model() == model) {
                return last.session();
            }
        }
        while (kept.size() >= KEPT) {
            kept.removeLast().session().close();
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            OrtSession session = OrtEnvironment.getEnvironment().createSession(OnnxFormat.write(model), options);
            kept.addFirst(new Kept(model, session));
            return session;
        }
    }
}
