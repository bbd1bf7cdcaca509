import type { Check } from "#ground/slice";
import { dialoguesSection } from "./config.ts";
import { loadSuite } from "./load-suite.ts";

/** What `fettle doctor` asks about dialogues; a broken file is told by the error that it throws. */
export const CHECKS: readonly Check[] = [
  {
    name: "agent",
    async run({ project }) {
      const { agent } = project.settings(dialoguesSection);
      if (agent.url !== undefined)
        return { state: "fine", message: `talks to the agent at ${agent.url}` };
      if (agent.start !== undefined) return { state: "fine", message: `starts: ${agent.start}` };
      return {
        state: "warning",
        message: "fettle.yaml does not say how to start the agent under test",
        hint: "dialogues.agent.start: the command line that starts it",
      };
    },
  },
  {
    name: "suite",
    async run({ project }) {
      const { cases } = await loadSuite(project.root, project.settings(dialoguesSection));
      const mustPass = cases.filter((one) => one.mustPass).length;
      return {
        state: "fine",
        message: `${cases.length} ${cases.length === 1 ? "case" : "cases"}, of which ${mustPass} must pass`,
      };
    },
  },
];
