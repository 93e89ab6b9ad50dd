/**
 * What an attacker can achieve, in numbers that people picture: advantage, true-positive rate at a false-positive rate,
 * Bayes risk, and how sure somebody may be who suspected already. All from the privacy curve of an accountant, all
 * upper bounds.
 */
package org.dpmodel.accountant.risk;
