/**
 * Lower bounds on epsilon from the scores of records that took part and of records that did not, each with its error
 * probability.
 */
package org.dpmodel.audit.estimate;
