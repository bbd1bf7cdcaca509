/** A thing with slashes in its name, and how much it holds. */
export type Named = { readonly name: string; readonly count: number };

/** A folder of things, or one of them: `vision/` holds `vision/resnet`. */
export type TreeNode = {
  /** What the address says: a folder's ends in `/`. */
  readonly path: string;
  readonly label: string;
  readonly count: number;
  readonly children: readonly TreeNode[];
};

/** Things as a tree by the slashes of their names, folders first. */
export function treeOf(things: readonly Named[], prefix = ""): readonly TreeNode[] {
  const leaves: TreeNode[] = [];
  const folders = new Map<string, Named[]>();
  for (const { name, count } of things) {
    const rest = name.slice(prefix.length);
    const slash = rest.indexOf("/");
    // A name that begins or ends with a slash is no folder: its empty part could not be told from the folder itself.
    if (slash <= 0 || slash === rest.length - 1)
      leaves.push({ path: name, label: rest, count, children: [] });
    else {
      const folder = `${prefix}${rest.slice(0, slash + 1)}`;
      folders.set(folder, [...(folders.get(folder) ?? []), { name, count }]);
    }
  }
  const branches = [...folders].map(([path, own]): TreeNode => {
    const children = treeOf(own, path);
    const inside = children.reduce((sum, child) => sum + child.count, 0);
    return { path, label: path.slice(prefix.length, -1), count: inside, children };
  });
  const byLabel = (a: TreeNode, b: TreeNode): number => a.label.localeCompare(b.label, "en");
  return [...branches.sort(byLabel), ...leaves.sort(byLabel)];
}
