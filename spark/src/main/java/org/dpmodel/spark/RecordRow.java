package org.dpmodel.spark;

import java.io.Serializable;

/**
 * A record that is being sent to its partition.
 *
 * @param id its id, a Long or a String
 * @param features its features; empty if the record is broken
 * @param targets its target; empty if the record is broken
 * @param fault what is wrong with it, or null
 */
record RecordRow(Serializable id, float[] features, float[] targets, String fault) implements Serializable {
    /** An invalid record. */
    static RecordRow broken(Serializable id, String fault) {
        return new RecordRow(id, new float[0], new float[0], fault);
    }

    /** Where it is computed: a function of its id alone, so that adding or removing a record moves no other one. */
    int partition(int partitions) {
        long hash = id instanceof Long number ? number : String.valueOf(id).hashCode();
        // The finalizer of SplitMix64, so that ids with a pattern spread evenly.
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return (int) Long.remainderUnsigned(hash ^ (hash >>> 31), partitions);
    }
}
