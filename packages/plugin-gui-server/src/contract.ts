// What other plugins and hosts know of this plugin: `import type {} from "@asky/plugin-gui-server/contract"`.
import type {} from "@asky/sdk";

/**
 * The service `gui`: where the console is, and how a person gets in. Offered from activation on.
 *
 * Called by: hosts and plugins that show the person a link.
 */
export interface GuiService {
  /** The console's address, for example `http://127.0.0.1:8765`; `undefined` while it does not run. */
  readonly url: string | undefined;

  /**
   * Makes a link that signs one browser in, once. Show it to the person who runs the host, and to nobody else.
   *
   * @throws PluginError `GUI_NOT_RUNNING`.
   */
  createStartUrl(): string;
}

declare module "@asky/sdk" {
  interface ServiceMap {
    /** Offered by `gui_server`: the local web console. */
    gui: GuiService;
  }
}
