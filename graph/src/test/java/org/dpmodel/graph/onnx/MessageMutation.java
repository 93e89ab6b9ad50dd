package org.dpmodel.graph.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Changes one field anywhere in a message, so that what comes out is still a message. */
public final class MessageMutation {
    private static final long[] NUMBERS = {
        0, 1, -1, 2, 3, 7, 64, Byte.MAX_VALUE, 1L << 20, 1L << 31, 1L << 40, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE
    };

    private final Random random;

    public MessageMutation(Random random) {
        this.random = random;
    }

    /** A copy with one change. */
    public Message apply(Message message) {
        Map<FieldDescriptor, Object> fields = message.getAllFields();
        if (fields.isEmpty()) {
            return message;
        }
        List<FieldDescriptor> present = new ArrayList<>(fields.keySet());
        FieldDescriptor field = present.get(random.nextInt(present.size()));
        Message.Builder changed = message.toBuilder();
        if (random.nextInt(12) == 0) {
            return changed.clearField(field).build();
        }
        Object value = fields.get(field);
        if (field.isRepeated()) {
            changed.setField(field, changed((List<?>) value, field, message));
        } else {
            changed.setField(field, changed(value, field, message));
        }
        return changed.build();
    }

    private List<Object> changed(List<?> values, FieldDescriptor field, Message owner) {
        List<Object> changed = new ArrayList<>(values);
        int at = random.nextInt(changed.size());
        switch (random.nextInt(8)) {
            case 0 -> changed.remove(at);
            case 1 -> changed.add(changed.get(at));
            case 2 -> changed.set(at, changed.get(random.nextInt(changed.size())));
            default -> changed.set(at, changed(changed.get(at), field, owner));
        }
        return changed;
    }

    private Object changed(Object value, FieldDescriptor field, Message owner) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        return switch (field.getJavaType()) {
            case MESSAGE -> apply((Message) value);
            case INT -> (int) number;
            case LONG -> number;
            case FLOAT -> Float.intBitsToFloat(random.nextInt());
            case DOUBLE -> Double.longBitsToDouble(random.nextLong());
            case BOOLEAN -> !(Boolean) value;
            case STRING -> otherText((String) value, owner);
            case BYTE_STRING -> ((ByteString) value).substring(random.nextInt(((ByteString) value).size() + 1));
            case ENUM -> other((EnumValueDescriptor) value);
        };
    }

    private String otherText(String text, Message owner) {
        List<String> texts = new ArrayList<>(List.of("", "x", text + text));
        owner.getAllFields().forEach((field, value) -> {
            if (value instanceof List<?> list) {
                list.stream().filter(String.class::isInstance).forEach(item -> texts.add((String) item));
            }
        });
        return texts.get(random.nextInt(texts.size()));
    }

    private EnumValueDescriptor other(EnumValueDescriptor value) {
        List<EnumValueDescriptor> all = value.getType().getValues();
        return all.get(random.nextInt(all.size()));
    }
}
