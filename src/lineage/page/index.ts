import { definePanel, type PanelShape } from "#web/page";

/** What this slice shows of any thing, on that thing's own screen. */
export const panels: readonly PanelShape[] = [
  definePanel({
    on: "*",
    title: "Lineage",
    load: async () => ({ Panel: (await import("./lineage-panel.tsx")).LineagePanel }),
  }),
];
