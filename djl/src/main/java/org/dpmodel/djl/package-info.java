/**
 * For users of the Deep Java Library (DJL): a block becomes a network ({@link org.dpmodel.djl.DjlNetworks}), a dataset a
 * dataset ({@link org.dpmodel.djl.DjlDatasets}), a listener a callback ({@link org.dpmodel.djl.DjlListeners}), and
 * trained weights go back into the block.
 */
package org.dpmodel.djl;
