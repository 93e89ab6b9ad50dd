/**
 * Argument checks whose messages all have one form: name, rule, value found, remedy.
 *
 * <p>For the packages of this module; not part of the API that users are meant to call.
 */
package org.dpmodel.validation;
