import { defineSlice } from "#ground/slice";
import { commands } from "./commands.ts";
import { KINDS } from "./kinds.ts";

export const slice = defineSlice({
  name: "data",
  summary: "versions of files and folders, in DVC's formats",
  needs: [],
  commands,
  kinds: KINDS,
  errors: async () => (await import("./errors.ts")).ERRORS,
});
