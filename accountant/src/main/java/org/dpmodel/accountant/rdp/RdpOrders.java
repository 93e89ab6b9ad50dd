package org.dpmodel.accountant.rdp;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The grid of RDP orders over which an accountant minimizes; immutable. */
public final class RdpOrders {
    private final double[] orders;

    private RdpOrders(double[] orders) {
        this.orders = orders;
    }

    /**
     * The grid of Google's dp_accounting: 1.1 to 10.9 by tenths, 11 to 63, and 128, 256, 512, 1024.
     *
     * @return the standard grid
     */
    public static RdpOrders standard() {
        DoubleStream tenths = IntStream.range(1, 100).mapToDouble(i -> 1 + i / 10.0);
        DoubleStream integers = IntStream.range(11, 64).asDoubleStream();
        DoubleStream powers = DoubleStream.of(128, 256, 512, 1024);
        return new RdpOrders(DoubleStream.concat(tenths, DoubleStream.concat(integers, powers))
                .toArray());
    }

    /**
     * A grid of one's own.
     *
     * @param orders at least one order, each finite and above 1; sorted, duplicates dropped
     * @return the grid
     * @throws IllegalArgumentException if an order is not finite and above 1
     */
    public static RdpOrders of(double... orders) {
        for (double order : orders) {
            if (!(order > 1 && order <= MAX_ORDER)) {
                throw new IllegalArgumentException("RDP order must be above 1 and at most " + MAX_ORDER + ", found "
                        + order + ": orders such as 1.5, 2 or 64 are usual");
            }
        }
        if (orders.length == 0) {
            throw new IllegalArgumentException("RDP orders must not be empty, found none: use RdpOrders.standard()");
        }
        return new RdpOrders(Arrays.stream(orders).sorted().distinct().toArray());
    }

    /** The largest order allowed; beyond it the sums take long, and no privacy budget needs them. */
    public static final double MAX_ORDER = 1e5;

    /**
     * The orders.
     *
     * @return a new array, ascending
     */
    public double[] toArray() {
        return orders.clone();
    }

    /**
     * The number of orders.
     *
     * @return at least 1
     */
    public int size() {
        return orders.length;
    }

    /**
     * One order.
     *
     * @param index from 0 to size - 1
     * @return the order
     */
    public double get(int index) {
        return orders[index];
    }
}
