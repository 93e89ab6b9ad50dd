/**
 * What an attacker can achieve, in numbers that are easy to picture: advantage, true-positive rate at a false-positive
 * rate, Bayes risk, and the confidence of someone with a prior suspicion. All of them follow from the privacy curve of
 * an accountant, and are upper bounds.
 */
package org.dpmodel.accountant.risk;
