package org.dpmodel.spark;

import java.io.Serializable;

/**
 * The driver's record of a partition.
 *
 * @param partition its number
 * @param positions its records, ascending
 * @param ids digests of their ids, concatenated
 * @param digest digest of its records
 * @param fault what is wrong with its first broken record, or null
 * @param faultPosition that record's position
 */
record BlockSummary(int partition, int[] positions, byte[] ids, String digest, String fault, int faultPosition)
        implements Serializable {
    static BlockSummary of(int partition, RecordBlock block) {
        return new BlockSummary(
                partition, block.positions(), block.idDigests(), block.digest(), block.fault(), block.faultPosition());
    }
}
