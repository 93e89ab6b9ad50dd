/**
 * Argument checks whose messages all have one form: name, rule, value found, remedy.
 *
 * <p>For the packages of this module; not part of the public API.
 */
package org.dpmodel.validation;
