// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster;

import java.lang.reflect.Field;
import java.util.Map;

import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.PredictionContextCache;
import org.antlr.v4.runtime.dfa.DFA;

/**
 * What the parser of scripts has learnt: it keeps a state for every way to read on that it has met, for the whole life of the process. A
 * server sees a few scripts; a fuzzer sees hundreds of thousands, and would fill any heap.
 */
final class GrammarMemory {
  private static final int SCRIPTS_BETWEEN = 10_000;

  private final Class<?> parser;
  private int scripts;

  GrammarMemory() throws ClassNotFoundException {
    parser = Class.forName("org.opensearch.painless.antlr.PainlessParser");
  }

  /** Counts a script; forgets everything after so many. */
  synchronized void counts() throws ReflectiveOperationException {
    if (++scripts % SCRIPTS_BETWEEN != 0) return;
    ATN grammar = (ATN) field(parser, "_ATN").get(null);
    DFA[] decisions = (DFA[]) field(parser, "_decisionToDFA").get(null);
    for (int decision = 0; decision < decisions.length; decision++) {
      decisions[decision] = new DFA(grammar.getDecisionState(decision), decision);
    }
    Object contexts = field(parser, "_sharedContextCache").get(null);
    ((Map<?, ?>) field(PredictionContextCache.class, "cache").get(contexts)).clear();
  }

  private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
