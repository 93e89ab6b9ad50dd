/**
 * The file of the write-ahead ledger and its records. That a record is on the disk before the noise is drawn that it pays for, so that
 * a crash can lose work but never forgets spent budget, is enforced one package up, by {@code RunLedger} and {@code Charge}.
 */
package org.dpmodel.ledger;
