import type { PluginOwner } from "./plugin-owner.ts";

/** Told when an owner comes, and when one is gone. */
export type OwnerListener = (index: number, name: string | undefined) => void;

/** All owners by their numbers. Holds none of them: a plugin that nobody refers to any more is forgotten. */
export class OwnerList {
  readonly #owners = new Map<number, { readonly name: string; readonly ref: WeakRef<PluginOwner> }>();
  /** Set while a watchdog is on. */
  listener: OwnerListener | undefined;
  #lastIndex = 0;

  /** A number that no owner has had. */
  nextIndex(): number {
    this.#forget();
    this.#lastIndex += 1;
    return this.#lastIndex;
  }

  add(owner: PluginOwner): void {
    this.#owners.set(owner.index, { name: owner.plugin, ref: new WeakRef(owner) });
    this.listener?.(owner.index, owner.plugin);
  }

  at(index: number): PluginOwner | undefined {
    return this.#owners.get(index)?.ref.deref();
  }

  get names(): ReadonlyMap<number, string> {
    return new Map([...this.#owners].map(([index, { name }]) => [index, name]));
  }

  #forget(): void {
    for (const [index, { ref }] of this.#owners) {
      if (ref.deref()) continue;
      this.#owners.delete(index);
      this.listener?.(index, undefined);
    }
  }
}
