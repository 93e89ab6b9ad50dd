package org.dpmodel.cli.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.accountant.PrivacyStatement;

/**
 * The measurement of a saved model.
 *
 * @param file the file
 * @param metrics the results by name; empty if it could not be measured
 * @param statement the privacy statement that was saved with it
 * @param error why it could not be measured
 */
record Measured(Path file, Map<String, Double> metrics, Optional<PrivacyStatement> statement, Optional<String> error) {}
