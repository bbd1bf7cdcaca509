import { z } from "zod";
import { commandsReference } from "#ground/cli";
import { configSchema, joinSections } from "#ground/config";
import { errorTables } from "../../src/app/all-errors.ts";
import { routeGroups } from "../../src/app/all-routes.ts";
import { ownCommands } from "../../src/app/commands.ts";
import { formerWords } from "../../src/app/former-words.ts";
import { packageVersion } from "../../src/app/home.ts";
import { openApi } from "../../src/app/open-api.ts";
import { slices } from "../../src/app/slices.ts";
import { settingsSections } from "../../src/app/store-settings.ts";
import { configPage } from "./config-page.ts";
import { errorsPage } from "./errors-page.ts";
import { httpPage } from "./http-page.ts";
import { oldWords } from "./old-words.ts";

/** docs/reference as it should be, by file name: made from the slices' manifests, so that it can't tell tales. */
export async function referenceFiles(): Promise<ReadonlyMap<string, string>> {
  const sections = await Promise.all(slices.flatMap((slice) => slice.config?.() ?? []));
  const schema = configSchema(sections);
  const store = z.toJSONSchema(joinSections(await settingsSections()), {
    io: "input",
    unrepresentable: "any",
  });
  const version = packageVersion();
  const groups = await routeGroups({ token: "", stop() {}, startedAt: 0, version });
  return new Map([
    [
      "commands.md",
      commandsReference(slices, ownCommands) +
        oldWords(
          formerWords(slices, "commands"),
          "These still run, and say on stderr what to type instead.",
        ),
    ],
    ["config.schema.json", `${JSON.stringify(schema, null, 2)}\n`],
    [
      "config.md",
      configPage(schema, store) +
        oldWords(
          formerWords(slices, "settings"),
          "These keys of settings.yaml are still read, and the server's log says what they are now.",
        ),
    ],
    [
      "errors.md",
      errorsPage(await errorTables()) +
        oldWords(
          formerWords(slices, "codes"),
          "An error as JSON carries the code that it had as `formerCode`.",
        ),
    ],
    [
      "http.md",
      httpPage(groups) +
        oldWords(
          formerWords(slices, "routes"),
          "These still answer, with the headers `Deprecation` and `Link`.",
        ),
    ],
    ["openapi.json", `${JSON.stringify(openApi(groups, version), null, 2)}\n`],
  ]);
}
