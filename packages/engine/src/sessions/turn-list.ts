import type { Message, StoredTurn } from "@asky/sdk";

/**
 * The turns of a session, in the order in which they were asked. The end of a turn stands where it was asked, whatever
 * came between; a caller that uses an id twice has two turns.
 */
export class TurnList {
  readonly #turns: StoredTurn[] = [];
  /** Where the turns without an end stand, by id. */
  readonly #open = new Map<string, number>();

  ask(turn: Omit<StoredTurn, "messages" | "stopReason">): void {
    this.#open.set(turn.id, this.#turns.length);
    const message: Message = Object.freeze({ role: "user", parts: turn.asked });
    this.#turns.push(Object.freeze({ ...turn, messages: Object.freeze([message]) }));
  }

  /** @param at - when it was asked, if nothing says so. */
  end(turn: Omit<StoredTurn, "asked" | "askedAt">, at: string): void {
    const place = this.#open.get(turn.id);
    const before = place === undefined ? undefined : this.#turns[place];
    this.#open.delete(turn.id);
    const asked = before?.asked ?? turn.messages[0]?.parts ?? [];
    this.#turns[place ?? this.#turns.length] = Object.freeze({
      ...turn,
      askedAt: before?.askedAt ?? at,
      asked,
    });
  }

  get turns(): readonly StoredTurn[] {
    return [...this.#turns];
  }

  get count(): number {
    return this.#turns.length;
  }
}
