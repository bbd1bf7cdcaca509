/**
 * The files that `dvc init` makes, by their path below the root. The empty one is read for its date. Without git, DVC
 * leaves .dvc/.gitignore out; here it is made all the same, so that a later `git init` does not take in the cache.
 */
export function setUpFiles(noScm: boolean): readonly (readonly [path: string, content: string])[] {
  return [
    // First, so that git never sees a cache, whoever is killed when.
    [".dvc/.gitignore", "/config.local\n/tmp\n/cache\n"],
    [".dvc/config", noScm ? "[core]\n    no_scm = True\n" : ""],
    [
      ".dvcignore",
      "# Add patterns of files dvc should ignore, which could improve\n" +
        "# the performance. Learn more at\n" +
        "# https://dvc.org/doc/user-guide/dvcignore\n",
    ],
    [".dvc/tmp/btime", ""],
  ];
}
