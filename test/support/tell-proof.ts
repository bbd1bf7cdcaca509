declare module "vitest" {
  interface TaskMeta {
    proof?: string;
  }
}

/** Keeps with a test what it did, in numbers; `npm run prove` dates it. Called before what may fail. */
export function tellProof(
  task: { meta: { proof?: string } },
  facts: Readonly<Record<string, number | string>>,
): void {
  task.meta.proof = Object.entries(facts)
    .map(([name, value]) => `${name} ${value.toLocaleString("en")}`)
    .join(", ");
}
