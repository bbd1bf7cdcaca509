export { checkYaml } from "./check-yaml.ts";
export { describeProblem, type Problem, type Source } from "./describe-problem.ts";
export { joinSections } from "./join-sections.ts";
export { configSchema, findProject, type LoadOptions, loadProject } from "./load.ts";
export { defineSection, type Project, type Section } from "./project.ts";
export { schemaAt } from "./schema-at.ts";
