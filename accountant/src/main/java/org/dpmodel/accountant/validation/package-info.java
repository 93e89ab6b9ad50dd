/** Argument checks of this module; depends on no other package. Not part of the API: may change without notice. */
package org.dpmodel.accountant.validation;
