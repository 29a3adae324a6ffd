// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// State of many entities (hosts, users, sessions, addresses) within bounded memory.

/** Keeps the states of the entities that were seen last. */
export class Entities<State> {
  private readonly most: number;
  private readonly states = new Map<string, State>();
  private readonly onEvicted: ((name: string, state: State) => void) | undefined;

  constructor(most: number, onEvicted?: (name: string, state: State) => void) {
    this.most = most;
    this.onEvicted = onEvicted;
  }

  /** The state of an entity, made where there is none. */
  of(name: string, make: () => State): State {
    const known = this.states.get(name);
    const state = known ?? make();
    if (known !== undefined) this.states.delete(name);
    else if (this.states.size >= this.most) {
      const [oldest, itsState] = this.states.entries().next().value!;
      this.states.delete(oldest);
      this.onEvicted?.(oldest, itsState);
    }
    this.states.set(name, state);
    return state;
  }

  /** Forgets an entity. */
  delete(name: string): void {
    this.states.delete(name);
  }

  entries(): IterableIterator<[string, State]> {
    return this.states.entries();
  }
}
