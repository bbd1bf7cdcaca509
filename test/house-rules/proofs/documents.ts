import {
  changelogHasUnreleased,
  decisionsInForm,
  dependenciesExplained,
  doorsListed,
  linksLead,
  versionsPinned,
} from "../documents.ts";
import type { Proof } from "../proof.ts";

const lines = (count: number): string => "x\n".repeat(count);

export const DOCUMENTS: readonly Proof[] = [
  {
    says: "the changelog has a place for what is to come",
    rule: changelogHasUnreleased,
    planted: { "CHANGELOG.md": "# Changelog\n\n## 0.1.0\n" },
    finds: ['CHANGELOG.md: expected a heading "## Unreleased"'],
    inTree: { "CHANGELOG.md": (text) => text.replace("## Unreleased", "## Soon") },
    findsInTree: 'CHANGELOG.md: expected a heading "## Unreleased"',
  },
  {
    says: "each dependency is explained, and no other",
    rule: dependenciesExplained,
    planted: {
      "package.json":
        '{ "dependencies": { "zod": "4.0.0" }, "devDependencies": { "knip": "6.0.0" } }',
      "docs/dependencies.md": "| `zod` | schemas |\n| `left-pad` | pads |\n",
    },
    finds: [
      "docs/dependencies.md: does not say why knip is a dependency",
      "docs/dependencies.md: left-pad is no dependency any more",
    ],
    inTree: { "docs/dependencies.md": (text) => text.replace(/^\| `zod` \|.*\n/m, "") },
    findsInTree: "docs/dependencies.md: does not say why zod is a dependency",
  },
  {
    says: "versions are pinned",
    rule: versionsPinned,
    planted: { "package.json": '{ "dependencies": { "zod": "^4.0.0", "yaml": "2.9.1" } }' },
    finds: ["package.json: zod is ^4.0.0; expected one exact version"],
    inTree: { "package.json": (text) => text.replace(/"zod": ".*"/, '"zod": "~4.0.0"') },
    findsInTree: "package.json: zod is ~4.0.0; expected one exact version",
  },
  {
    says: "package.json lists every slice's door",
    rule: doorsListed,
    planted: {
      "package.json": '{ "imports": { "#data": "./src/data/index.ts", "#ground/*": "x" } }',
      "src/runs/index.ts": "",
    },
    finds: [
      'package.json: imports lacks "#runs"',
      'package.json: imports names "#data", which is no slice',
    ],
    inTree: { "package.json": (text) => text.replace(/^ *"#lineage":.*\n/m, "") },
    findsInTree: 'package.json: imports lacks "#lineage"',
  },
  {
    says: "decisions have their form",
    rule: decisionsInForm,
    planted: {
      "docs/decisions/001-one.md": "# One\n\n## Context\n\n## Decision\n\n## Consequences\n",
      "docs/decisions/003-three.md": `# Three\n\n## Context\n\n## Decision\n${lines(60)}`,
    },
    finds: [
      "docs/decisions/003-three.md: expected 002-title.md, without gaps",
      'docs/decisions/003-three.md: lacks "## Consequences"',
      "docs/decisions/003-three.md: 65 lines; at most 60",
    ],
    inTree: {
      "docs/decisions/001-one-package.md": (text) => text.replace("## Consequences", "## Costs"),
    },
    findsInTree: 'docs/decisions/001-one-package.md: lacks "## Consequences"',
  },
  {
    says: "links in documents lead somewhere",
    rule: linksLead,
    planted: {
      "README.md": "[a](docs/a.md) [b](docs/b.md#x) [c](https://example.org) [d](docs/)",
      "docs/a.md": "[up](../README.md) [gone](./gone.md)",
    },
    finds: [
      "README.md: the link docs/b.md leads nowhere",
      "docs/a.md: the link ./gone.md leads nowhere",
    ],
    inTree: { "README.md": (text) => `${text}[gone](docs/gone.md)\n` },
    findsInTree: "README.md: the link docs/gone.md leads nowhere",
  },
];
