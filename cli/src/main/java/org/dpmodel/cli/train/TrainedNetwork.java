package org.dpmodel.cli.train;

import java.util.List;
import org.dpmodel.cli.options.DigitImages;
import org.dpmodel.nn.Network;

/**
 * A network that the program trains.
 *
 * @param description a few words
 * @param network the network
 * @param images how it takes digits
 * @param notes what its user should know: sentences
 */
record TrainedNetwork(String description, Network network, DigitImages images, List<String> notes) {
    TrainedNetwork {
        notes = List.copyOf(notes);
    }
}
