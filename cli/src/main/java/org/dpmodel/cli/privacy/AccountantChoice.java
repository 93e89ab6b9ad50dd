package org.dpmodel.cli.privacy;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.accountant.zcdp.ZcdpAccountant;
import org.dpmodel.cli.options.Names;
import picocli.CommandLine.ITypeConverter;

/** The accountants that compute epsilon. */
enum AccountantChoice {
    PLD,
    RDP,
    ZCDP,
    ALL;

    /** The chosen accountants, the tightest first. */
    List<AccountantChoice> each() {
        return this == ALL ? List.of(PLD, RDP, ZCDP) : List.of(this);
    }

    /** Creates empty accountants; not for {@link #ALL}. */
    Supplier<PrivacyAccountant> empty(Adjacency adjacency) {
        return switch (this) {
            case PLD -> () -> new PldAccountant(adjacency);
            case RDP -> () -> new RdpAccountant(adjacency);
            case ZCDP -> () -> new ZcdpAccountant(adjacency);
            case ALL -> throw new IllegalStateException("ask each() first");
        };
    }

    /** Its name in statements. */
    String title() {
        return empty(Adjacency.ADD_OR_REMOVE_ONE).get().name();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a choice by its name on the command line. */
    static final class Converter implements ITypeConverter<AccountantChoice> {
        @Override
        public AccountantChoice convert(String name) {
            return Names.find(name, AccountantChoice.values());
        }
    }
}
