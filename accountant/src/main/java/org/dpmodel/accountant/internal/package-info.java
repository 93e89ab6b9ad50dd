/** Argument checks and special functions shared by the accountants. Not part of the API: may change without notice. */
package org.dpmodel.accountant.internal;
