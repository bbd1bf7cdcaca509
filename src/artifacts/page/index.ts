import { definePanel, type PanelShape } from "#web/page";

const load = async () => {
  const { ArtifactsPanel, SaveAll } = await import("./artifacts-panel.tsx");
  return { Panel: ArtifactsPanel, Aside: SaveAll };
};

/** The files of a run and of a model's version, on their own screens. */
export const panels: readonly PanelShape[] = ["run", "model"].map((on) =>
  definePanel({
    on,
    title: "Artifacts",
    isWide: true,
    fits: ({ files }) => files !== undefined,
    load,
  }),
);
