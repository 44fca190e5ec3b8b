import { AskyPlugin } from "@asky/sdk";

export default class Badger extends AskyPlugin {
  override readonly name: string = "badger";

  constructor() {
    super();
    throw new Error("The badger cannot be constructed.");
  }

  override activate(): void {}
}
