package org.dpmodel.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.rng.JumpableUniformRandomProvider;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.statistics.TailBounds;
import org.junit.jupiter.api.Test;

/** False alarms: 2 statistical tests on fixed seeds, at most 1e-6 each. */
class RandomStreamsTest {
    private static final double RATE = 1e-6;

    @Test
    void isTheDocumentedKeystream() throws Exception {
        long seed = 42;
        long index = 7;
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update("org.dpmodel.random seed 1\0".getBytes(StandardCharsets.UTF_8));
        byte[] secret = sha.digest(ByteBuffer.allocate(8).putLong(seed).array());
        sha.update("org.dpmodel.random stream key 1\0".getBytes(StandardCharsets.UTF_8));
        sha.update(secret);
        byte[] key = sha.digest("NOISE".getBytes(StandardCharsets.UTF_8));
        Cipher block = Cipher.getInstance("AES/ECB/NoPadding");
        block.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 0, 16, "AES"));

        UniformRandomProvider stream = RandomStreams.seeded(seed).stream(StreamPurpose.NOISE, index);

        for (long i = 0; i < 5000; i++) {
            byte[] counter = ByteBuffer.allocate(16).putLong(index).putLong(i).array();
            ByteBuffer expected = ByteBuffer.wrap(block.doFinal(counter)).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(expected.getLong(), stream.nextLong());
            assertEquals(expected.getLong(), stream.nextLong());
        }
    }

    /** All streams of a thread share its cipher. */
    @Test
    void streamsThatAreReadInTurnsDoNotDisturbEachOther() {
        RandomStreams streams = RandomStreams.seeded(5);
        List<UniformRandomProvider> inTurns = new ArrayList<>();
        List<UniformRandomProvider> alone = new ArrayList<>();
        for (StreamPurpose purpose : List.of(StreamPurpose.NOISE, StreamPurpose.ROWS)) {
            for (long index = 0; index < 2; index++) {
                for (long start : new long[] {0, 1, 1022, 1L << 40}) {
                    inTurns.add(streams.stream(purpose, index, start));
                    alone.add(streams.stream(purpose, index, start));
                }
            }
        }
        long[][] found = new long[inTurns.size()][3000];
        for (int i = 0; i < 3000; i++) {
            for (int stream = 0; stream < found.length; stream++) {
                found[stream][i] = inTurns.get(stream).nextLong();
            }
        }
        for (int stream = 0; stream < found.length; stream++) {
            UniformRandomProvider single = alone.get(stream);
            assertArrayEquals(LongStream.generate(single::nextLong).limit(3000).toArray(), found[stream]);
        }
    }

    /** A thread's cipher is where that thread left it, not where the stream is. */
    @Test
    void aStreamThatChangesThreadsContinues() throws Exception {
        UniformRandomProvider moving = RandomStreams.seeded(5).stream(StreamPurpose.NOISE, 1);
        UniformRandomProvider still = RandomStreams.seeded(5).stream(StreamPurpose.NOISE, 1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (int turn = 0; turn < 20; turn++) {
                long[] here = LongStream.generate(moving::nextLong).limit(700).toArray();
                long[] there = other.submit(() -> LongStream.generate(moving::nextLong)
                                .limit(1500)
                                .toArray())
                        .get();
                for (long[] part : List.of(here, there)) {
                    assertArrayEquals(
                            LongStream.generate(still::nextLong)
                                    .limit(part.length)
                                    .toArray(),
                            part,
                            "turn " + turn);
                }
            }
        } finally {
            other.shutdown();
        }
    }

    @Test
    void streamsOfOneSeedRepeatAndOfTwoSeedsDiffer() {
        assertEquals(first(RandomStreams.seeded(1)), first(RandomStreams.seeded(1)));
        assertNotEquals(first(RandomStreams.seeded(1)), first(RandomStreams.seeded(2)));
    }

    @Test
    void secureStreamsNeverRepeat() {
        Set<Long> firsts = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            firsts.add(first(RandomStreams.secure()));
        }
        assertEquals(1000, firsts.size());
    }

    private static long first(RandomStreams streams) {
        return streams.stream(StreamPurpose.NOISE, 0).nextLong();
    }

    @Test
    void everyPurposeAndIndexHasItsOwnNumbers() {
        RandomStreams streams = RandomStreams.seeded(3);
        Set<Long> numbers = new HashSet<>();
        int drawn = 0;
        for (StreamPurpose purpose : StreamPurpose.values()) {
            for (long index : new long[] {0, 1, 2, 1L << 32, Long.MAX_VALUE}) {
                UniformRandomProvider stream = streams.stream(purpose, index);
                for (int i = 0; i < 100; i++, drawn++) {
                    numbers.add(stream.nextLong());
                }
            }
        }
        assertEquals(drawn, numbers.size());
    }

    @Test
    void bitsOfTwoStreamsAgreeByChanceAlone() {
        RandomStreams streams = RandomStreams.seeded(4);
        UniformRandomProvider a = streams.stream(StreamPurpose.NOISE, 0);
        UniformRandomProvider b = streams.stream(StreamPurpose.NOISE, 1);
        long agreeing = 0;
        int words = 20_000;
        for (int i = 0; i < words; i++) {
            agreeing += Long.bitCount(~(a.nextLong() ^ b.nextLong()));
        }
        assertTrue(TailBounds.isPlausibleCount(agreeing, 64L * words, 0.5, RATE), () -> "unlikely agreement");
        assertFalse(TailBounds.isPlausibleCount((long) (0.51 * 64 * words), 64L * words, 0.5, RATE));
    }

    @Test
    void numbersAreUniform() {
        UniformRandomProvider stream = RandomStreams.seeded(5).stream(StreamPurpose.SAMPLING, 0);
        double[] sample = stream.doubles(50_000).toArray();
        double limit = TailBounds.kolmogorovLimit(sample.length, RATE);
        assertTrue(TailBounds.kolmogorovDistance(sample, x -> x) < limit);
        assertTrue(TailBounds.kolmogorovDistance(sample, x -> Math.pow(x, 1.1)) > limit);
    }

    @Test
    void jumpLeavesACopyBehindAndGoesElsewhere() {
        for (int used : new int[] {0, 1, 2, 31, 32, 33, 1024 + 32, 5001}) {
            UniformRandomProvider reference = RandomStreams.seeded(6).stream(StreamPurpose.NOISE, 9);
            UniformRandomProvider stream = RandomStreams.seeded(6).stream(StreamPurpose.NOISE, 9);
            for (int i = 0; i < used; i++) {
                assertEquals(reference.nextLong(), stream.nextLong());
            }
            UniformRandomProvider copy = ((JumpableUniformRandomProvider) stream).jump();
            Set<Long> seen = new HashSet<>();
            for (int i = 0; i < 3000; i++) {
                long expected = reference.nextLong();
                assertEquals(expected, copy.nextLong());
                seen.add(expected);
                seen.add(stream.nextLong());
            }
            assertEquals(6000, seen.size());
        }
    }

    /** Pieces of a long vector begin a jump apart: a shorter one would give the end of a piece the noise of the next. */
    @Test
    void aJumpLeavesOutMoreNumbersThanAnyPieceUses() {
        RandomStreams streams = RandomStreams.seeded(6);
        UniformRandomProvider stream = streams.stream(StreamPurpose.NOISE, 9);
        ((JumpableUniformRandomProvider) stream).jump();
        UniformRandomProvider there = streams.stream(StreamPurpose.NOISE, 9, 1L << 40);
        for (int i = 0; i < 100; i++) {
            assertEquals(there.nextLong(), stream.nextLong());
        }
    }

    @Test
    void jumpsCompose() {
        JumpableUniformRandomProvider stream =
                (JumpableUniformRandomProvider) RandomStreams.seeded(6).stream(StreamPurpose.NOISE, 9);
        JumpableUniformRandomProvider second =
                (JumpableUniformRandomProvider) RandomStreams.seeded(6).stream(StreamPurpose.NOISE, 9);
        stream.jump();
        stream.jump();
        second.jump();
        second.nextLong();
        second.nextLong();
        second.nextLong();
        second.jump();
        stream.nextLong();
        stream.nextLong();
        stream.nextLong();
        assertEquals(stream.nextLong(), second.nextLong());
    }

    @Test
    void saysWhetherItIsSeededAndNeverTheSeed() {
        assertFalse(RandomStreams.secure().isSeeded());
        assertEquals("secure", RandomStreams.secure().toString());
        assertTrue(RandomStreams.seeded(123).isSeeded());
        assertEquals("seeded", RandomStreams.seeded(123).toString());
    }

    @Test
    void refusesNegativeIndices() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> RandomStreams.seeded(1).stream(StreamPurpose.ORDER, -1));
        assertTrue(e.getMessage().startsWith("index must be at least 0, found -1"), e.getMessage());
    }
}
