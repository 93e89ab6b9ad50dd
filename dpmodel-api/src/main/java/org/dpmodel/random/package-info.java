/**
 * Random numbers from a cryptographic keystream, in independent streams by purpose and index.
 *
 * <p>Noise that an attacker can predict protects nobody, so everything random in a private run comes from AES in
 * counter mode, keyed from {@link java.security.SecureRandom} unless the user asks for a repeatable run.
 */
package org.dpmodel.random;
