package org.dpmodel.cli.train;

import java.util.List;
import org.dpmodel.nn.Network;

/**
 * A network that the program trains.
 *
 * @param description a few words
 * @param network the network
 * @param notes what its user should know, as sentences
 */
record TrainedNetwork(String description, Network network, List<String> notes) {
    TrainedNetwork {
        notes = List.copyOf(notes);
    }
}
