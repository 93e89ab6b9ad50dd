package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Attention with several heads (ONNX 23), on {@code [batch, heads, length, size]} or {@code [batch, length, heads * size]}:
 *
 * <pre>
 * softmax(scale · Q Kᵀ + mask) V
 * </pre>
 *
 * <p>Positions masked by a boolean, by minus infinity or as later positions of a causal sequence have weight 0, and a
 * query whose keys are all masked gets zeros, where a softmax alone would give 0 / 0. If there are fewer key heads than
 * query heads, neighbouring query heads share one.
 */
final class Attention implements CompositeOperator {
    private static final int MASK = 3;
    private static final int MORE = 4;

    /** Far below all scores, so that its exponential is 0, but finite. */
    private static final float MASKED = -1e30f;

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        for (int i = MORE; i < call.inputs().size(); i++) {
            call.require(
                    !call.has(i),
                    () -> "keys and values of earlier calls, and their lengths, are not supported: export the "
                            + "network without a cache");
        }
        call.require(call.outputCount() == 1, () -> "only its first output is supported: export without a cache");
        Value query = heads(ops, call, 0, "q_num_heads");
        Value key = heads(ops, call, 1, "kv_num_heads");
        Value value = heads(ops, call, 2, "kv_num_heads");
        long shared = query.dim(1) / key.dim(1);
        call.require(
                query.dim(1) % key.dim(1) == 0 && value.dim(1) == key.dim(1),
                () -> "the heads of keys and values must be equal and divide those of queries, found " + query.shape()
                        + ", " + key.shape() + " and " + value.shape());
        long heads = query.dim(1);
        long length = query.dim(2);
        long places = key.dim(2);
        long batch = query.dim(0);
        float scale = call.attributes().real("scale", (float) (1 / Math.sqrt((double) query.dim(3))));
        Value rows = ops.reshape(query, batch, key.dim(1), shared * length, query.dim(3));
        Value product = ops.matMul(ops.mul(rows, ops.scalar(scale)), ops.transpose(key, 0, 1, 3, 2));
        Value scores = capped(ops, call, ops.reshape(product, batch, heads, length, places));
        Value weights = ops.reshape(weights(ops, call, scores), batch, key.dim(1), shared * length, places);
        Value result = ops.reshape(ops.matMul(weights, value), batch, heads, length, value.dim(3));
        return List.of(
                call.input(0).shape().rank() == MASK
                        ? ops.reshape(ops.transpose(result, 0, 2, 1, 3), batch, length, heads * value.dim(3))
                        : result);
    }

    /** An input as {@code [batch, heads, length, size]}. */
    private static Value heads(Ops ops, OperatorCall call, int position, String attribute) {
        Value input = call.input(position);
        if (input.shape().rank() == 4) {
            return input;
        }
        long heads = call.attributes().integer(attribute, 0);
        call.require(
                input.shape().rank() == MASK && heads > 0 && input.dim(2) % heads == 0,
                () -> "its inputs must be [batch, heads, length, size], or [batch, length, heads * size] with the"
                        + " attributes q_num_heads and kv_num_heads, found " + input.shape() + " and " + heads
                        + " heads");
        Value split = ops.reshape(input, input.dim(0), input.dim(1), heads, input.dim(2) / heads);
        return ops.transpose(split, 0, 2, 1, 3);
    }

    private static Value capped(Ops ops, OperatorCall call, Value scores) {
        float cap = call.attributes().real("softcap", 0);
        return cap == 0 ? scores : ops.mul(ops.elementwise("Tanh", ops.div(scores, ops.scalar(cap))), ops.scalar(cap));
    }

    private static Value weights(Ops ops, OperatorCall call, Value scores) {
        Optional<Value> open = causal(ops, call, scores);
        Value moved = scores;
        if (call.has(MASK)) {
            Value mask = call.input(MASK);
            call.require(
                    mask.dim(-1) == scores.dim(-1),
                    () -> "its mask must have a number for each of " + scores.dim(-1) + " keys, found " + mask.shape());
            Value seen = mask;
            if (mask.type().dataType() != DataType.BOOL) {
                seen = ops.elementwise("GreaterOrEqual", mask, ops.scalar(-Float.MAX_VALUE));
                moved = ops.add(scores, ops.where(seen, mask, ops.scalar(0f)));
            }
            Value given = seen;
            open = Optional.of(open.map(other -> ops.and(given, other)).orElse(given));
        }
        Value known = moved;
        return open.map(seen ->
                        ops.where(seen, softmax(ops, ops.where(seen, known, ops.scalar(MASKED))), ops.scalar(0f)))
                .orElseGet(() -> softmax(ops, known));
    }

    private static Value softmax(Ops ops, Value scores) {
        return ops.builder().call("Softmax", Attributes.none().with("axis", 3), scores);
    }

    /** The positions up to that of the query itself. */
    private static Optional<Value> causal(Ops ops, OperatorCall call, Value scores) {
        if (call.attributes().integer("is_causal", 0) == 0) {
            return Optional.empty();
        }
        int queries = (int) scores.dim(2);
        int keys = (int) scores.dim(3);
        byte[] seen = new byte[queries * keys];
        for (int i = 0; i < queries; i++) {
            for (int j = 0; j <= Math.min(i, keys - 1); j++) {
                seen[i * keys + j] = 1;
            }
        }
        TensorType type = new TensorType(DataType.BOOL, Shape.of(queries, keys));
        return Optional.of(ops.builder().constant(Constant.ofBytes(type, seen)));
    }
}
