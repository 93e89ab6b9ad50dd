package org.dpmodel.examples;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.pld.PldAccountant;

class WhatDoesItCost {
    public static void main(String[] args) {
        PrivacyAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(new DpEvent.Gaussian(1.0).poissonSampled(256 / 60000.0), 2340);
        System.out.println(accountant.epsilon(1e-5));
    }
}
