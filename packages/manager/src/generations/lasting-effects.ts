/** Something that was done to a target, and can be taken back. */
export interface Applied {
  remove(): void;
}

type Effect<Target> = (target: Target) => Applied;

/**
 * What holds in every generation: an effect is applied to all targets there are, and to each new one in the order in
 * which the effects were made.
 */
export class LastingEffects<Target> {
  #effects: readonly Effect<Target>[] = [];
  readonly #applied = new Map<Target, Map<Effect<Target>, Applied>>();

  /** Oldest first. */
  get targets(): readonly Target[] {
    return [...this.#applied.keys()];
  }

  attach(target: Target): void {
    this.#applied.set(target, new Map(this.#effects.map((effect) => [effect, effect(target)])));
  }

  /** From now on the target is not touched any more: what was applied to it stays. */
  forget(target: Target): void {
    this.#applied.delete(target);
  }

  /** Applies an effect everywhere or, when one target refuses it, nowhere. Returns what it came to on the first target. */
  add<Result extends Applied>(effect: (target: Target) => Result): Applied & { readonly first?: Result } {
    const results = new Map<Target, Result>();
    try {
      for (const target of this.#applied.keys()) results.set(target, effect(target));
    } catch (error) {
      for (const result of results.values()) result.remove();
      throw error;
    }
    for (const [target, result] of results) this.#applied.get(target)?.set(effect, result);
    this.#effects = [...this.#effects, effect];
    const [first] = results.values();
    return { ...(first && { first }), remove: () => this.#remove(effect) };
  }

  #remove(effect: Effect<Target>): void {
    this.#effects = this.#effects.filter((other) => other !== effect);
    for (const applied of this.#applied.values()) {
      applied.get(effect)?.remove();
      applied.delete(effect);
    }
  }
}
