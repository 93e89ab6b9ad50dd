/**
 * The write-ahead ledger: every charge is on the disk before the noisy result that it pays for is used, so that a crash
 * can lose work but never forgets spent budget.
 */
package org.dpmodel.ledger;
