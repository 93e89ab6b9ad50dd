/**
 * Datasets: random access to examples, in memory, from IDX files such as MNIST's, or drawn synthetically.
 */
package org.dpmodel.data;
