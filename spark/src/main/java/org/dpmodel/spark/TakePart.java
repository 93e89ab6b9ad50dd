package org.dpmodel.spark;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * Takes a task's part of a sum as the action's result. A separate class, so that Spark need not analyse its references
 * at each step.
 */
final class TakePart extends AbstractFunction2<TaskContext, Iterator<byte[]>, byte[]> implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public byte[] apply(TaskContext context, Iterator<byte[]> parts) {
        return parts.next();
    }
}
