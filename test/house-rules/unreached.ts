/**
 * Files that no test beside them imports, only a server that a test of their slice opens: each is a debt. The list gets no
 * longer; a file that is reached comes off it.
 */
export const UNREACHED: readonly string[] = [];
