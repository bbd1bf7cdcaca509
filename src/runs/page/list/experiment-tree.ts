export type Experiment = {
  readonly id: string;
  readonly name: string;
  readonly runs: number;
  readonly lifecycle?: string;
};

/** A folder of experiments, or one of them: `vision/` holds `vision/resnet`. */
export type TreeNode = {
  /** What the address says: a folder's ends in `/`. */
  readonly path: string;
  readonly label: string;
  readonly runs: number;
  readonly children: readonly TreeNode[];
};

/** Experiments as a tree by the slashes of their names, folders first. */
export function treeOf(experiments: readonly Experiment[], prefix = ""): readonly TreeNode[] {
  const leaves: TreeNode[] = [];
  const folders = new Map<string, Experiment[]>();
  for (const experiment of experiments) {
    const rest = experiment.name.slice(prefix.length);
    const slash = rest.indexOf("/");
    // A name that begins or ends with a slash is no folder: its empty part could not be told from the folder itself.
    if (slash <= 0 || slash === rest.length - 1)
      leaves.push({ path: experiment.name, label: rest, runs: experiment.runs, children: [] });
    else {
      const folder = `${prefix}${rest.slice(0, slash + 1)}`;
      folders.set(folder, [...(folders.get(folder) ?? []), experiment]);
    }
  }
  const inside = [...folders].map(([path, own]): TreeNode => {
    const children = treeOf(own, path);
    const runs = children.reduce((sum, child) => sum + child.runs, 0);
    return { path, label: path.slice(prefix.length, -1), runs, children };
  });
  const byLabel = (a: TreeNode, b: TreeNode): number => a.label.localeCompare(b.label, "en");
  return [...inside.sort(byLabel), ...leaves.sort(byLabel)];
}
