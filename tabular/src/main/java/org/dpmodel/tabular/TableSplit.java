package org.dpmodel.tabular;

/**
 * A table split into two parts that share no row and no person.
 *
 * @param train the part for training
 * @param test the held-out part
 */
public record TableSplit(Table train, Table test) {}
